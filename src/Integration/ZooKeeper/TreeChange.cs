namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>What changed in an <see cref="ITreeMirror"/>.</summary>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
/// <param name="Paths">
/// Nodes that came, went or have other data, each once and in no order. Of what went together with a node above it only the
/// upper one need be named. The first change, which tells that the tree is complete, names the root alone.
/// </param>
public sealed record TreeChange(TreeSnapshot Before, TreeSnapshot After, IReadOnlyList<string> Paths);

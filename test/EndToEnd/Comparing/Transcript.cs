namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>What one side of a compared case has seen, line by line.</summary>
internal sealed class Transcript
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => this.lines;

    public void Add(string line) => this.lines.Add(line);
}

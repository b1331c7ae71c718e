using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Creates a node; record CreateRequest: <c>ustring path, buffer data, vector&lt;ACL&gt; acl, int flags</c>. The answer is
/// the path, with the digits of a sequential node.
/// </summary>
/// <param name="Path">The node.</param>
/// <param name="Data">Its data.</param>
/// <param name="Mode">How long it stays, and whether digits are appended to its name.</param>
/// <param name="Acl">Null leaves the choice to the client, which has to make it before the request is written.</param>
public sealed record CreateOperation(
    string Path, ReadOnlyMemory<byte> Data, CreateMode Mode = CreateMode.Persistent, Acl? Acl = null) : MultiOperation(Path)
{
    public override OpCode Code => OpCode.Create;

    public override void WriteTo(IByteBuffer output)
    {
        Acl acl = Acl ?? throw new InvalidOperationException("A create request needs an ACL.");
        output.WriteJuteString(Path);
        output.WriteJuteBuffer(Data.Span);
        output.WriteInt(1);
        output.WriteInt((int)acl.Permissions);
        output.WriteJuteString(acl.Scheme);
        output.WriteJuteString(acl.Id);
        output.WriteInt((int)Mode);
    }
}

using System.Text;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>Logs the connection in; record AuthPacket: <c>int type, ustring scheme, buffer auth</c>.</summary>
/// <param name="Scheme">Such as digest.</param>
/// <param name="Credentials">Of scheme digest: <c>user:password</c>. A secret.</param>
public sealed record AuthRequest(string Scheme, string Credentials) : ZooKeeperRequest
{
    public override OpCode Code => OpCode.Auth;

    public override void WriteTo(IByteBuffer output)
    {
        output.WriteInt(0);
        output.WriteJuteString(Scheme);
        output.WriteJuteString(Credentials);
    }

    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"{nameof(Scheme)} = {Scheme}");
        return true;
    }
}

using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>mysql_clear_password: the password itself, taken only where nobody can listen.</summary>
internal sealed class ClearPasswordMethod(AuthConversation conversation) : IAuthMethod
{
    public string Plugin => ClearPassword.PluginName;

    public byte[] Challenge => [];

    public bool IsUsable => conversation.IsSecure;

    /// <summary>It is made of nothing that the client was shown.</summary>
    public bool TakesUnasked(ReadOnlySpan<byte> answer) => !answer.IsEmpty;

    public void OnPacket(ReadOnlySpan<byte> payload) => conversation.DecideByPassword(ClearPassword.Of(payload).ToArray());
}

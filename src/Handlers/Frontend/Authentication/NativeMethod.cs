using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>mysql_native_password: one answer, and the verdict.</summary>
internal sealed class NativeMethod(AuthConversation conversation) : IAuthMethod
{
    public string Plugin => NativePassword.PluginName;

    public byte[] Challenge => conversation.Scramble;

    public bool IsUsable => conversation.Accounts.Exists(static account => PasswordProof.TakesNative(account.User));

    public bool TakesUnasked(ReadOnlySpan<byte> answer) => !answer.IsEmpty && Prove(answer, out _).Count > 0;

    public void OnPacket(ReadOnlySpan<byte> payload)
    {
        List<LoginAccount> proven = Prove(payload, out byte[] secret);
        conversation.Decide(proven, usedPassword: !payload.IsEmpty, nativeSecret: secret);
    }

    private List<LoginAccount> Prove(ReadOnlySpan<byte> answer, out byte[] secret)
    {
        List<LoginAccount> proven = [];
        secret = new byte[NativePasswordVerifier.HashLength];
        Span<byte> ofAccount = stackalloc byte[NativePasswordVerifier.HashLength];
        foreach (LoginAccount account in conversation.Accounts)
        {
            if (!PasswordProof.ByNative(account.User, answer, conversation.Scramble, ofAccount))
                continue;
            proven.Add(account);
            ofAccount.CopyTo(secret);
        }

        return proven;
    }
}

using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>client_ed25519 of MariaDB: the client signs 32 random bytes with its password.</summary>
internal sealed class Ed25519Method(AuthConversation conversation) : IAuthMethod
{
    public string Plugin => Ed25519Password.PluginName;

    public byte[] Challenge { get; } = RandomNumberGenerator.GetBytes(Ed25519Password.ScrambleLength);

    public bool IsUsable => conversation.Accounts.Exists(static account => PasswordProof.TakesEd25519(account.User));

    /// <summary>The greeting's scramble is shorter than what is signed.</summary>
    public bool TakesUnasked(ReadOnlySpan<byte> answer) => false;

    public void OnPacket(ReadOnlySpan<byte> payload)
    {
        byte[] signature = payload.ToArray();
        conversation.DecideOffLoop(account => IsSignedBy(account.User, signature));
    }

    private bool IsSignedBy(UserDefinition user, byte[] signature)
    {
        Span<byte> key = stackalloc byte[Ed25519.PublicKeyLength];
        if (user.Password is { } password)
            Ed25519.PublicKey(Encoding.UTF8.GetBytes(password), key);
        else if (user.HashOf(PasswordHashKind.Ed25519) is { } hash)
            hash.Value.AsSpan().CopyTo(key);
        else
            return false;
        return Ed25519.Verify(key, Challenge, signature);
    }
}

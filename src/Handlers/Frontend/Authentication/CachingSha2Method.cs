using System.Text;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>
/// caching_sha2_password. Its fast path is computed where the password is known, and taken from the cache where only a slow
/// hash is; otherwise the client is asked for the password itself, in clear under TLS, else encrypted with the proxy's key.
/// </summary>
internal sealed class CachingSha2Method(AuthConversation conversation) : IAuthMethod
{
    private bool isFull;
    private bool isKeySent;

    public string Plugin => CachingSha2Password.PluginName;

    public byte[] Challenge => conversation.Scramble;

    /// <summary>Without TLS a client with another kind of hash has its own plugin, which works without a public key.</summary>
    public bool IsUsable => conversation.IsSecure || conversation.Accounts.Exists(static account =>
        account.User.Password is not null || account.User.HashOf(PasswordHashKind.Sha256Crypt) is not null);

    private bool NeedsPassword => conversation.Accounts.Exists(static account => account.User.Password is null);

    public bool TakesUnasked(ReadOnlySpan<byte> answer) => !IsEmpty(answer) && ProveFast(answer).Count > 0;

    public void OnPacket(ReadOnlySpan<byte> payload)
    {
        if (isFull)
            OnFull(payload);
        else
            OnAnswer(payload);
    }

    /// <summary>No password: nothing more is expected of the server than its verdict.</summary>
    private static bool IsEmpty(ReadOnlySpan<byte> answer) => answer is [] or [0];

    private void OnAnswer(ReadOnlySpan<byte> answer)
    {
        if (IsEmpty(answer))
        {
            conversation.Decide(conversation.Accounts.FindAll(static account => account.User.Password is ""), usedPassword: false);
            return;
        }

        List<LoginAccount> proven = ProveFast(answer);
        if (proven.Count > 0)
        {
            conversation.Tell([CachingSha2Password.FastSuccess]);
            conversation.Decide(proven, usedPassword: true);
        }
        else if (NeedsPassword)
        {
            isFull = true;
            conversation.Ask([CachingSha2Password.FullAuthentication]);
        }
        else
        {
            conversation.Decide([], usedPassword: true);
        }
    }

    private void OnFull(ReadOnlySpan<byte> payload)
    {
        if (conversation.IsSecure)
            conversation.DecideByPassword(ClearPassword.Of(payload).ToArray());
        else if (payload is [CachingSha2Password.PublicKeyRequest] && !isKeySent)
            SendPublicKey();
        else
            conversation.DecideByEncrypted(payload.ToArray());
    }

    private void SendPublicKey()
    {
        isKeySent = true;
        conversation.AskWithPublicKey();
    }

    private List<LoginAccount> ProveFast(ReadOnlySpan<byte> answer)
    {
        List<LoginAccount> proven = [];
        Span<byte> digest = stackalloc byte[CachingSha2Password.DigestLength];
        foreach (LoginAccount account in conversation.Accounts)
        {
            bool known = TryGetDigest(account, digest);
            // Computed without a digest too, so that the time does not tell whether there is one.
            if (CachingSha2Password.Verify(answer, digest, conversation.Scramble) && known)
                proven.Add(account);
        }

        return proven;
    }

    private bool TryGetDigest(LoginAccount account, Span<byte> digest)
    {
        digest.Clear();
        if (account.User.Password is { } password)
        {
            CachingSha2Password.Digest(Encoding.UTF8.GetBytes(password), digest);
            return password.Length > 0;
        }

        if (account.Candidate is not { } candidate || conversation.Digests.Find(candidate.Tenant, account.User) is not { } cached)
            return false;
        cached.CopyTo(digest);
        return true;
    }
}

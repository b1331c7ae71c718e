using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>caching_sha2_password: the scramble first, the password itself where the server's cache does not have it.</summary>
internal sealed class CachingSha2Authentication(ServerSecrets secrets) : IServerAuthentication
{
    private readonly RsaExchange full = new(secrets, CachingSha2Password.PluginName, CachingSha2Password.PublicKeyRequest);
    private byte[] scramble = [];
    private Step step;

    private enum Step
    {
        Scramble,
        Verdict,
        Password,
        Done,
    }

    public string Plugin => CachingSha2Password.PluginName;

    public byte[] Begin(ReadOnlySpan<byte> data)
    {
        step = Step.Verdict;
        scramble = ServerAuthentications.Scramble(data, CachingSha2Password.ScrambleLength).ToArray();
        if (secrets.HasEmptyPassword)
            return [];
        byte[] answer = new byte[CachingSha2Password.ResponseLength];
        CachingSha2Password.Scramble(secrets.PasswordBytes(Plugin), scramble, answer);
        return answer;
    }

    public byte[]? Continue(ReadOnlySpan<byte> data)
    {
        switch (step)
        {
            case Step.Verdict when data is [CachingSha2Password.FastSuccess]:
                step = Step.Done;
                return null;
            case Step.Verdict when data is [CachingSha2Password.FullAuthentication]:
                step = Step.Password;
                return full.Begin(scramble);
            case Step.Password:
                step = Step.Done;
                return full.OnKey(data);
            default:
                throw ServerAuthentications.Unexpected();
        }
    }
}

using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>mysql_native_password. SHA1(password) does as well as the password.</summary>
internal sealed class NativeAuthentication(ServerSecrets secrets) : IServerAuthentication
{
    public string Plugin => NativePassword.PluginName;

    public byte[] Begin(ReadOnlySpan<byte> data)
    {
        if (secrets.HasEmptyPassword)
            return [];
        ReadOnlySpan<byte> scramble = ServerAuthentications.Scramble(data, NativePassword.ScrambleLength);
        byte[] answer = new byte[NativePassword.ResponseLength];
        if (secrets is { Password: null, NativeSecret: { } hash })
            NativePassword.ScrambleHash(hash, scramble, answer);
        else
            NativePassword.Scramble(secrets.PasswordBytes(Plugin), scramble, answer);
        return answer;
    }

    public byte[]? Continue(ReadOnlySpan<byte> data) => throw ServerAuthentications.Unexpected();
}

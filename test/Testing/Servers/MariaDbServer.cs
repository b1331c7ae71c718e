namespace SceNettyProxy.Testing.Servers;

/// <summary>A running server as mariadb-pair.sh has reported it.</summary>
/// <param name="Role">Which one.</param>
/// <param name="Port">Loopback port; kept over restarts.</param>
/// <param name="ProcessId">Changes with every restart.</param>
public sealed record MariaDbServer(ServerRole Role, int Port, int ProcessId)
{
    /// <summary>Reads a line such as <c>primary port=21001 pid=4711 socket=…</c>.</summary>
    /// <exception cref="FormatException">The line has another form.</exception>
    internal static MariaDbServer Parse(string line)
    {
        var words = line.Split(' ');
        if (words.Length < 3 || !words[1].StartsWith("port=", StringComparison.Ordinal) || !words[2].StartsWith("pid=", StringComparison.Ordinal))
            throw new FormatException($"Not a server line: {line}");
        return new MariaDbServer(new ServerRole(words[0]), int.Parse(words[1][5..]), int.Parse(words[2][4..]));
    }
}

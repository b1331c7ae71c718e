using System.Text;

namespace SceNettyProxy.Testing.Proxy;

/// <summary>The lines that a process has written, kept from its start. Safe from any thread.</summary>
internal sealed class ProxyLog
{
    private readonly StringBuilder lines = new();

    public string Text
    {
        get
        {
            lock (this.lines)
                return this.lines.ToString();
        }
    }

    /// <summary>Adds one line; null, the end of a stream, adds nothing.</summary>
    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (this.lines)
            this.lines.AppendLine(line);
    }
}

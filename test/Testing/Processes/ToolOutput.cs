namespace SceNettyProxy.Testing.Processes;

/// <summary>What a finished program has left.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">The bytes of standard output.</param>
/// <param name="Errors">The text of standard error.</param>
public sealed record ToolOutput(int ExitCode, byte[] Output, string Errors)
{
    /// <summary>Standard output as lines of UTF-8.</summary>
    public string[] Lines => System.Text.Encoding.UTF8.GetString(this.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

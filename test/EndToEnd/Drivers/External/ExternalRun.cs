using System.Text.Json;

namespace SceNettyProxy.EndToEnd.Drivers.External;

/// <summary>One run of a program on one side.</summary>
internal sealed class ExternalRun
{
    private readonly Dictionary<string, ExternalCase> cases = [];
    private readonly List<string> faults = [];

    /// <summary>Reads what the program has written.</summary>
    /// <param name="side">Named in messages.</param>
    /// <param name="output">A line that cannot be read is a fault of the run; the other lines count.</param>
    public ExternalRun(string side, ExternalOutput output)
    {
        this.Side = side;
        foreach (var line in output.Lines)
            this.Read(line);
        if (output.Failure is not null)
            this.faults.Add(output.Failure);
    }

    /// <summary>Named in messages.</summary>
    public string Side { get; }

    /// <summary>The driver with its version, and how the program has connected; null if the program did not say.</summary>
    public string? Driver { get; private set; }

    /// <summary>All cases that came to their end, in their order.</summary>
    public IEnumerable<ExternalCase> Cases => this.cases.Values;

    /// <summary>What went wrong outside of the cases; empty after a good run.</summary>
    public IReadOnlyList<string> Faults => this.faults;

    /// <summary>The lines of a case that must have come to its end without an error.</summary>
    /// <exception cref="AssertFailedException">It did not; the message holds why.</exception>
    public IReadOnlyList<string> ValuesOf(string name)
    {
        if (!this.cases.TryGetValue(name, out var found))
            throw new AssertFailedException($"{this.Side}: the program did not come to this case. {string.Join('\n', this.faults)}");
        return found.Values ?? throw new AssertFailedException($"{this.Side}: {found.Error ?? $"unsupported: {found.Unsupported}"}");
    }

    private void Read(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            var line = parsed.RootElement;
            if (line.TryGetProperty("driver", out var driver))
            {
                this.Driver = $"{driver} {line.GetProperty("version")}, {line.GetProperty("connect")}";
                return;
            }

            var read = ExternalCase.Parse(line);
            if (!this.cases.TryAdd(read.Name, read))
                this.faults.Add($"The case '{read.Name}' came twice");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            this.faults.Add($"Not a line of a case ({error.Message}): {text}");
        }
    }
}

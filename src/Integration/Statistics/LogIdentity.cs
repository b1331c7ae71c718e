using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.Statistics;

/// <summary>
/// Which log the numbers of its minutes belong to: 32 hexadecimal digits in a file beside it. A log that was deleted begins its
/// numbers anew, and so it is another one.
/// </summary>
internal sealed class LogIdentity
{
    private const string FileName = "usage.id";

    private readonly string path;

    /// <param name="folder">The folder of the log; exists.</param>
    /// <exception cref="IOException">The file can be neither read nor made.</exception>
    public LogIdentity(string folder)
    {
        path = Path.Combine(folder, FileName);
        string known = IOFile.Exists(path) ? IOFile.ReadAllText(path).Trim() : "";
        if (Guid.TryParseExact(known, "N", out _))
            Value = known;
        else
            Keep(Another());
    }

    public string Value { get; private set; } = "";

    public static string Another() => Guid.NewGuid().ToString("N");

    /// <summary>The log has this one from now on, after a crash too.</summary>
    public void Keep(string value)
    {
        string fresh = $"{path}.new";
        using (StreamWriter writer = new(fresh))
        {
            writer.WriteLine(value);
            writer.Flush();
            ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
        }

        IOFile.Move(fresh, path, overwrite: true);
        Value = value;
    }
}

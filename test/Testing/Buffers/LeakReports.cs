namespace SceNettyProxy.Testing.Buffers;

/// <summary>The leak detector's messages. Safe from any thread: they come from finalizers.</summary>
internal sealed class LeakReports
{
    private readonly List<string> messages = [];

    public void Add(string message)
    {
        lock (this.messages)
            this.messages.Add(message);
    }

    public IReadOnlyList<string> Take()
    {
        lock (this.messages)
        {
            var taken = this.messages.ToArray();
            this.messages.Clear();
            return taken;
        }
    }
}

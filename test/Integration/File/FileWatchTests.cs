using SceNettyProxy.Integration.File;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.Tests.File;

[TestClass]
public sealed class FileWatchTests
{
    [TestMethod]
    public async Task A_callback_that_throws_is_logged_and_does_not_end_the_watch()
    {
        using TemporaryFolder folder = new();
        RecordingLogger<FileWatch> logger = new();
        IOFile.WriteAllText(folder["f"], "1");
        int calls = 0;
        await using FileWatch watch = new(
            folder["f"],
            TimeSpan.FromMilliseconds(10),
            TimeProvider.System,
            () =>
            {
                Interlocked.Increment(ref calls);
                throw new InvalidOperationException("on purpose");
            },
            logger);
        Eventually.IsTrue(() => logger.CountOf("failed") == 1, "the first call");
        IOFile.WriteAllText(folder["f"], "22");
        Eventually.IsTrue(() => logger.CountOf("failed") == 2, "the second call");
    }
}

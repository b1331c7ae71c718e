using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Tls;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Bootstrap.Tests.Tls;

/// <summary>What a listener shows its clients while its certificate files change under it.</summary>
[TestClass]
public sealed class ListenerIdentityTests
{
    private const string Certificate = "server.pem";
    private const string Key = "server-key.pem";
    private const string ClientCa = "clients.pem";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ConfigurationFolder folder = new();
    private readonly RecordingLogger logger = new();

    [TestCleanup]
    public void RemoveFolder() => folder.Dispose();

    [TestMethod]
    [DataRow(Certificate, "nonsense", "holds no certificate in PEM")]
    [DataRow(Certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificate in PEM")]
    [DataRow(Certificate, "", "holds no certificate in PEM")]
    [DataRow(Certificate, null, "does not exist")]
    [DataRow(Key, "nonsense", "holds no private key in PEM")]
    [DataRow(Key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "is not the private key of the certificate")]
    [DataRow(Key, null, "does not exist")]
    [DataRow(ClientCa, "nonsense", "holds no certificate in PEM")]
    public async Task A_file_that_goes_bad_is_logged_and_the_identity_stays_until_it_is_good_again(
        string name, string? content, string reason)
    {
        WriteGood();
        await using ListenerIdentity listener = Open();
        TlsIdentity first = listener.Identity.Value;
        string good = await File.ReadAllTextAsync(folder[name]);

        Put(name, content);
        await Eventually.HoldsAsync(() => logger.Has(reason), $"the log says that it {reason}", Deadline);
        Assert.IsTrue(logger.Has("the certificate in use stays"));
        Assert.AreSame(first, listener.Identity.Value);

        Put(name, good);
        await Eventually.HoldsAsync(() => listener.Identity.Value != first, "the good file counts", Deadline);
    }

    [TestMethod]
    public async Task The_key_of_another_certificate_does_not_count_until_its_certificate_is_there()
    {
        WriteGood();
        await using ListenerIdentity listener = Open();
        TlsIdentity first = listener.Identity.Value;
        CertificateSet next = Issue();

        Put(Key, next.Key);
        await Eventually.HoldsAsync(() => logger.Has("is not the private key of the certificate"), "the log says so", Deadline);
        Assert.AreSame(first, listener.Identity.Value);

        Put(Certificate, next.Certificate);
        await Eventually.HoldsAsync(() => listener.Identity.Value != first, "the pair counts", Deadline);
    }

    [TestMethod]
    public void A_file_that_is_bad_at_the_start_is_an_error()
    {
        WriteGood();
        Put(Certificate, "nonsense");
        var error = Assert.ThrowsExactly<InvalidOperationException>(Open);
        Assert.Contains("holds no certificate in PEM", error.Message);
    }

    private static CertificateSet Issue() => CertificateSet.Create(["localhost"], DateTimeOffset.UtcNow);

    private void WriteGood()
    {
        CertificateSet files = Issue();
        Put(Certificate, files.Certificate);
        Put(Key, files.Key);
        Put(ClientCa, files.Authority);
    }

    /// <summary>In one step, so that no half of a file is read.</summary>
    private void Put(string name, string? content)
    {
        if (content is null)
        {
            File.Delete(folder[name]);
            return;
        }

        folder.Write("new", content);
        File.Move(folder["new"], folder[name], overwrite: true);
    }

    private ListenerIdentity Open() => new(
        new ListenerOptions
        {
            Tls = new ListenerTlsOptions
            {
                Mode = TlsMode.Optional,
                Certificate = Certificate,
                Key = Key,
                ClientCa = ClientCa,
                ClientCertificates = ClientCertificates.Request,
            },
        },
        new ConfigurationSource(folder.Path, []),
        TimeProvider.System,
        logger);

    private sealed class RecordingLogger : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public bool Has(string text) => Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}

using System.Net.Sockets;
using System.Text;
using SceNettyProxy.Bootstrap.Hosting;

namespace SceNettyProxy.Bootstrap.Tests.Hosting;

[TestClass]
public sealed class SystemdNotifierTests
{
    [TestMethod]
    public void A_state_arrives_as_one_datagram_at_a_socket_with_a_path()
    {
        using ConfigurationFolder folder = new();
        using Socket manager = Listen(folder["notify"]);
        SystemdNotifier notifier = new(folder["notify"]);
        notifier.Notify(SystemdNotifier.Ready);
        notifier.Notify(SystemdNotifier.Stopping);
        Assert.AreEqual("READY=1", Receive(manager));
        Assert.AreEqual("STOPPING=1", Receive(manager));
    }

    [TestMethod]
    public void A_name_that_starts_with_an_at_sign_is_an_abstract_socket()
    {
        string name = $"sceproxy-test-{Guid.NewGuid():N}";
        using Socket manager = Listen('\0' + name);
        new SystemdNotifier('@' + name).Notify(SystemdNotifier.Ready);
        Assert.AreEqual("READY=1", Receive(manager));
    }

    [TestMethod]
    public void A_socket_that_nobody_reads_is_an_error() =>
        Assert.ThrowsExactly<SocketException>(() => new SystemdNotifier("/nowhere/notify").Notify(SystemdNotifier.Ready));

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    public void Without_a_service_manager_nothing_is_sent(string? path) => new SystemdNotifier(path).Notify(SystemdNotifier.Ready);

    private static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}

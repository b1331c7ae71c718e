namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>What the compared runs go through on their second side: the proxy, or a plain relay that proves the suites.</summary>
internal static class OtherSide
{
    private const string Variable = "SCEPROXY_E2E_SIDE";
    private const string Default = Proxy;
    private const string Relay = "relay";
    private const string Proxy = "proxy";

    /// <summary>True for the proxy, false for the relay.</summary>
    public static bool IsProxy => (Environment.GetEnvironmentVariable(Variable) ?? Default) switch
    {
        Proxy => true,
        Relay => false,
        var other => throw new InvalidOperationException($"{Variable} is {Proxy} or {Relay}, not '{other}'"),
    };

    /// <summary>Ends a test that only the proxy can pass.</summary>
    public static void RequireProxy()
    {
        if (!IsProxy)
            Assert.Fail($"Needs {Variable}={Proxy}");
    }
}

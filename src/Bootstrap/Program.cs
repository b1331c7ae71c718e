namespace SceNettyProxy.Bootstrap;

internal static class Program
{
    private static int Main() => 0;
}

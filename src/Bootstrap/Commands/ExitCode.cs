namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>What the executable ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command line, a configuration file or a key is not usable.</summary>
    public const int BadInput = 1;

    /// <summary>A listener could not be opened.</summary>
    public const int CannotListen = 2;
}

namespace SceNettyProxy.Extensions.Pipeline;

/// <summary>
/// Where a custom handler stands: the values of <c>slot</c> in <c>handlers</c> of proxy.json. An interceptor has one place;
/// a channel handler has one of the others. Within a slot the order is that of <c>order</c>, then of the file.
/// </summary>
public static class SlotNames
{
    /// <summary>
    /// For interceptors: behind <see cref="HandlerNames.Tokenizer"/> and <see cref="HandlerNames.Statements"/>, in front of
    /// everything that answers, forbids or meters statements.
    /// </summary>
    public const string Commands = "commands";

    /// <summary>Behind <see cref="HandlerNames.Gate"/>: every command of a session that has logged in, one at a time.</summary>
    public const string AfterLogin = "after-login";

    /// <summary>In front of <see cref="HandlerNames.Tokenizer"/>: what the proxy has not answered or refused by its command
    /// code alone.</summary>
    public const string BeforeTokenizer = "before-tokenizer";

    /// <summary>Behind <see cref="HandlerNames.Statements"/> and the interceptors: the text is classified.</summary>
    public const string AfterTokenizer = "after-tokenizer";

    /// <summary>In front of <see cref="HandlerNames.Selector"/>: what every policy has let pass.</summary>
    public const string BeforeSelector = "before-selector";

    /// <summary>Behind <see cref="HandlerNames.Selector"/>: the server is chosen, and the command goes to it.</summary>
    public const string AfterSelector = "after-selector";

    /// <summary>On the channel to a server, in front of <see cref="HandlerNames.ToFrontend"/>: what goes to the client.</summary>
    public const string Response = "response";

    /// <summary>The slots of channel handlers.</summary>
    public static IReadOnlyList<string> ForChannels { get; } =
        [AfterLogin, BeforeTokenizer, AfterTokenizer, BeforeSelector, AfterSelector, Response];
}

namespace SceNettyProxy.Handlers.Session;

/// <content>COM_CHANGE_USER: the session becomes as new, but for its channel, id and capabilities.</content>
internal sealed partial class ProxySession
{
    /// <summary>
    /// Back into the login, with a new deadline. Until the new login succeeds the session counts for the old
    /// user. The command in flight is released by the caller.
    /// </summary>
    public void BeginUserChange()
    {
        Command = null;
        MoveTo(SessionPhase.Login);
        ResetWhole();
        LoginSequence = 0;
        ShownPlugin = null;
        StartLoginDeadline();
    }

    /// <summary>Drops everything that the session holds on servers, and all that is tracked of it.</summary>
    private void ResetWhole()
    {
        ResetState();
        State.ResetAll();
        Changes.Clear();
        if (Primary is { } primary)
            Release(primary);
        NextTransactionPending = false;
        endsWithBackend = false;
    }
}

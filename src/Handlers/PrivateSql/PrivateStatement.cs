using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>
/// A statement of the proxy's own, <c>SCE …</c>: one object for all sessions, without state. Runs on the loop of the
/// session that sent it; what it reads of other sessions may be a moment old.
/// </summary>
internal abstract class PrivateStatement
{
    /// <summary>The words behind SCE, in upper case with single spaces.</summary>
    public abstract string Words { get; }

    /// <summary>What may follow the words, for SCE HELP; empty for nothing.</summary>
    public virtual string Argument => "";

    /// <summary>What it does, in a line for SCE HELP.</summary>
    public abstract string Summary { get; }

    /// <summary>Tenants are refused.</summary>
    public virtual bool IsForOperators => false;

    /// <summary>The argument is text of any kind, semicolons included.</summary>
    public virtual bool TakesText => false;

    /// <summary>The columns of its answer; none for one that is answered with OK.</summary>
    public abstract ImmutableArray<ResultColumn> Columns { get; }

    /// <summary>Does what it says, or begins it: then <see cref="PrivateCall.Pending"/> is set.</summary>
    /// <returns>Why not; null when it is done or begun.</returns>
    public abstract SceError? Run(PrivateCall call);
}

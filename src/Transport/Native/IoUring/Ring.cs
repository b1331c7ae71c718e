using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>
/// An io_uring: operations go into one queue, their completions come out of another, and one system call does both. The thread
/// that enables it only; it may be created and disposed of elsewhere.
/// </summary>
internal sealed unsafe partial class Ring : IDisposable
{
    private const SetupFlags Setup = SetupFlags.CompletionEntries | SetupFlags.Clamp | SetupFlags.Disabled
        | SetupFlags.SubmitAll | SetupFlags.SingleIssuer | SetupFlags.DeferTaskRun;
    private const RingFeatures Required = RingFeatures.SingleMapping | RingFeatures.NoDrop | RingFeatures.StableSubmission
        | RingFeatures.FastPoll | RingFeatures.ExtendedArguments | RingFeatures.SkipSuccess;
    private const long RingsOffset = 0;
    private const long EntriesOffset = 0x10000000;

    private static readonly TimeSpan WithoutLimit = TimeSpan.FromDays(1);

    private readonly int descriptor;
    private readonly RingMemory rings;
    private readonly RingMemory entries;
    private readonly Submission* submissions;
    private readonly uint* submissionHead;
    private readonly uint* submissionTail;
    private readonly uint submissionMask;
    private readonly Completion* completions;
    private readonly uint* completionHead;
    private readonly uint* completionTail;
    private readonly uint completionMask;
    private readonly EnterFlags waitFlags;
    private uint tail;

    /// <exception cref="System.Net.Sockets.SocketException">The kernel refuses.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no io_uring here, or it lacks something that is needed.</exception>
    public Ring(int submissionEntries, int completionEntries)
    {
        RingParameters made = new() { Flags = Setup, CompletionEntries = (uint)completionEntries };
        descriptor = LibC.SystemCall(SystemCalls.Setup, (uint)submissionEntries, &made);
        if (descriptor < 0)
            throw SetupFailure(Marshal.GetLastPInvokeError());
        try
        {
            if ((made.Features & Required) != Required)
                throw new PlatformNotSupportedException($"io_uring lacks {Required & ~made.Features}");
            ulong submissionBytes = made.Submissions.Array + (made.SubmissionEntries * (ulong)sizeof(uint));
            ulong completionBytes = made.Completions.Entries + (made.CompletionEntries * (ulong)sizeof(Completion));
            rings = new RingMemory(descriptor, RingsOffset, Math.Max(submissionBytes, completionBytes));
            entries = new RingMemory(descriptor, EntriesOffset, made.SubmissionEntries * (ulong)sizeof(Submission));
        }
        catch
        {
            rings?.Dispose();
            _ = LibC.Close(descriptor);
            throw;
        }

        submissions = (Submission*)entries.At(0);
        submissionHead = (uint*)rings.At(made.Submissions.Head);
        submissionTail = (uint*)rings.At(made.Submissions.Tail);
        submissionMask = *(uint*)rings.At(made.Submissions.RingMask);
        completions = (Completion*)rings.At(made.Completions.Entries);
        completionHead = (uint*)rings.At(made.Completions.Head);
        completionTail = (uint*)rings.At(made.Completions.Tail);
        completionMask = *(uint*)rings.At(made.Completions.RingMask);
        CanWaitForSeveral = (made.Features & RingFeatures.MinimumWait) != 0;
        waitFlags = EnterFlags.GetEvents | ((made.Features & RingFeatures.NoIoWait) != 0 ? EnterFlags.NoIoWait : EnterFlags.None);
        // The kernel takes the entries in the order of this array: that in which they are written.
        uint* order = (uint*)rings.At(made.Submissions.Array);
        for (uint i = 0; i < made.SubmissionEntries; i++)
            order[i] = i;
    }

    /// <summary>Whether <see cref="WaitForSeveral"/> does what it says: Linux 6.12.</summary>
    public bool CanWaitForSeveral { get; }

    /// <summary>Makes buffers known to the kernel; they must outlive the ring.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The kernel refuses.</exception>
    public void Register(ReceiveBuffers buffers)
    {
        BufferRegistration registration = new() { Ring = buffers.Address, Entries = (uint)buffers.Count, Group = ReceiveBuffers.Group };
        Register(RegisterCode.BufferRing, &registration, 1);
    }

    /// <summary>Binds the ring to the calling thread.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The kernel refuses.</exception>
    public void Enable() => Register(RegisterCode.Enable, null, 0);

    /// <summary>Whether the kernel knows operations.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The kernel refuses to say.</exception>
    public bool Knows(params ReadOnlySpan<OperationCode> codes)
    {
        // struct io_uring_probe: a header of 16 bytes, then 8 bytes per operation with the flags at 2; bit 0 is "supported".
        const int Header = 16;
        const int PerOperation = 8;
        const int FlagsOffset = 2;
        const int Operations = 64;
        byte* probe = stackalloc byte[Header + (Operations * PerOperation)];
        new Span<byte>(probe, Header + (Operations * PerOperation)).Clear();
        Register(RegisterCode.Probe, probe, Operations);
        foreach (OperationCode code in codes)
        {
            if ((probe[Header + ((int)code * PerOperation) + FlagsOffset] & 1) == 0)
                return false;
        }

        return true;
    }

    /// <summary>Submits what was described, and waits for a completion.</summary>
    /// <param name="timeoutMilliseconds">0 only looks; -1 waits without limit.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The ring does not work.</exception>
    public void Wait(int timeoutMilliseconds)
    {
        uint wanted = timeoutMilliseconds == 0 ? 0u : 1u;
        if (timeoutMilliseconds <= 0)
        {
            Enter(wanted, waitFlags, null, 0);
            return;
        }

        WaitFor(wanted, TimeLimit.Of(TimeSpan.FromMilliseconds(timeoutMilliseconds)), 0);
    }

    /// <summary>Submits what was described, and waits for several completions, or for one where that takes too long.</summary>
    /// <param name="timeoutMilliseconds">-1 waits without limit; not 0.</param>
    /// <param name="wanted">How many completions.</param>
    /// <param name="patience">After that one is enough.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The ring does not work.</exception>
    public void WaitForSeveral(int timeoutMilliseconds, int wanted, TimeSpan patience)
    {
        // Where there is no limit at all, the kernel would take the patience for it.
        TimeSpan limit = timeoutMilliseconds < 0 ? WithoutLimit : TimeSpan.FromMilliseconds(timeoutMilliseconds);
        WaitFor((uint)wanted, TimeLimit.Of(limit), (uint)patience.TotalMicroseconds);
    }

    /// <summary>Takes completions out of the queue, which makes room for more.</summary>
    public void TakeCompletions(List<Completion> into)
    {
        uint head = *completionHead;
        uint end = Volatile.Read(ref *completionTail);
        for (; head != end; head++)
            into.Add(completions[head & completionMask]);
        Volatile.Write(ref *completionHead, head);
    }

    public void Dispose()
    {
        _ = LibC.Close(descriptor);
        rings.Dispose();
        entries.Dispose();
    }

    private static Exception SetupFailure(int errno) => errno switch
    {
        Errno.NotImplemented => new PlatformNotSupportedException("the kernel has no io_uring, or a seccomp profile hides it"),
        Errno.OperationNotPermitted or Errno.PermissionDenied => new PlatformNotSupportedException(
            "io_uring is not permitted: by the sysctl kernel.io_uring_disabled, or a seccomp profile"),
        Errno.InvalidArgument => new PlatformNotSupportedException("the kernel is older than 6.1"),
        _ => SocketErrors.Exception(errno, "io_uring_setup"),
    };

    private void WaitFor(uint wanted, TimeLimit limit, uint minimumMicroseconds)
    {
        WaitArguments arguments = new() { Limit = (ulong)&limit, MinimumWait = minimumMicroseconds };
        Enter(wanted, waitFlags | EnterFlags.ExtendedArguments, &arguments, (nuint)sizeof(WaitArguments));
    }

    private void Enter(uint wanted, EnterFlags flags, void* argument, nuint argumentBytes)
    {
        Volatile.Write(ref *submissionTail, tail);
        uint waiting = tail - Volatile.Read(ref *submissionHead);
        if (LibC.SystemCall(SystemCalls.Enter, descriptor, waiting, wanted, (uint)flags, argument, argumentBytes) >= 0)
            return;
        int error = Marshal.GetLastPInvokeError();
        // What was not submitted stays where it is for the next time.
        if (error is not (Errno.Interrupted or Errno.TimeExpired or Errno.TryAgain or Errno.Busy))
            throw SocketErrors.Exception(error, "io_uring_enter");
    }

    private void Register(RegisterCode code, void* argument, uint count)
    {
        if (LibC.SystemCall(SystemCalls.Register, descriptor, (uint)code, argument, count) < 0)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "io_uring_register");
    }
}

namespace SceNettyProxy.Transport.Native.IoUring;

/// <content>The operations, each described in an entry that the next <see cref="Wait"/> submits.</content>
internal sealed unsafe partial class Ring
{
    private const ushort MultishotAccept = 1 << 0;
    private const ushort MultishotReceive = 1 << 1;
    private const uint MultishotPoll = 1 << 0;
    private const uint WaitForAll = 0x100;
    private const int NoDescriptor = -1;

    /// <summary>Accepts connections until it is cancelled or fails; each is a completion whose result is its descriptor.</summary>
    public void Accept(int descriptor, ulong userData)
    {
        ref Submission entry = ref Describe(OperationCode.Accept, descriptor, userData);
        entry.Priority = MultishotAccept;
        entry.OperationFlags = NativeSocket.AcceptFlags;
    }

    /// <summary>Completes once when one of the events is there.</summary>
    public void Poll(int descriptor, EpollFlags events, ulong userData) =>
        Describe(OperationCode.PollAdd, descriptor, userData).OperationFlags = (uint)events;

    /// <summary>Completes with each change until it is cancelled.</summary>
    public void Watch(int descriptor, EpollFlags events, ulong userData)
    {
        ref Submission entry = ref Describe(OperationCode.PollAdd, descriptor, userData);
        entry.Length = MultishotPoll;
        entry.OperationFlags = (uint)(events | EpollFlags.EdgeTriggered);
    }

    /// <summary>Receives into provided buffers until it is cancelled, finds none, or comes to the end of the stream or an error.</summary>
    public void Receive(int descriptor, ulong userData)
    {
        ref Submission entry = ref Describe(OperationCode.Receive, descriptor, userData);
        entry.Priority = MultishotReceive;
        entry.Flags = SubmissionFlags.SelectBuffer;
        entry.BufferGroup = ReceiveBuffers.Group;
    }

    /// <summary>Sends all, or up to an error. The bytes must stay where they are until the completion.</summary>
    public void Send(int descriptor, byte* bytes, int count, ulong userData)
    {
        ref Submission entry = ref Describe(OperationCode.Send, descriptor, userData);
        entry.Address = (ulong)bytes;
        entry.Length = (uint)count;
        entry.OperationFlags = NativeSocket.NoSignal | WaitForAll;
    }

    /// <inheritdoc cref="Send(int,byte*,int,ulong)"/>
    public void Send(int descriptor, MessageHeader* pieces, ulong userData)
    {
        ref Submission entry = ref Describe(OperationCode.SendMessage, descriptor, userData);
        entry.Address = (ulong)pieces;
        entry.Length = 1;
        entry.OperationFlags = NativeSocket.NoSignal | WaitForAll;
    }

    /// <summary>Ends the operation with <paramref name="target"/> for its user data, which still completes; one that has completed is no error.</summary>
    public void Cancel(ulong target, ulong userData)
    {
        ref Submission entry = ref Describe(OperationCode.Cancel, NoDescriptor, userData);
        entry.Address = target;
        entry.Flags = SubmissionFlags.SkipSuccess;
    }

    private ref Submission Describe(OperationCode code, int descriptor, ulong userData)
    {
        ref Submission entry = ref Next();
        entry.Code = code;
        entry.Descriptor = descriptor;
        entry.UserData = userData;
        return ref entry;
    }

    // Where there is no room, what is there is submitted.
    private ref Submission Next()
    {
        while (tail - Volatile.Read(ref *submissionHead) > submissionMask)
            Enter(0, EnterFlags.None, null, 0);
        ref Submission entry = ref submissions[tail++ & submissionMask];
        entry = default;
        return ref entry;
    }
}

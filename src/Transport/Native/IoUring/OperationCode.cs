namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>IORING_OP_*.</summary>
internal enum OperationCode : byte
{
    PollAdd = 6,
    SendMessage = 9,
    Accept = 13,
    Cancel = 14,
    Send = 26,
    Receive = 27,
}

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>How large the parts of a loop's ring are; counts are powers of two.</summary>
/// <param name="Submissions">Operations that are submitted at a time; more are submitted in between.</param>
/// <param name="Completions">Reports that fit; the kernel keeps the others until there is room.</param>
/// <param name="Buffers">Buffers that the kernel may fill in one turn; a receive that finds none is begun anew.</param>
/// <param name="BufferBytes">The size of each.</param>
/// <param name="SendersAlone">
/// So few sends of a turn have a system call each: through the ring they would cost a turn of their own, since the wait that submits
/// them ends at once with their completions.
/// </param>
internal sealed record RingSizes(int Submissions, int Completions, int Buffers, int BufferBytes, int SendersAlone)
{
    public static readonly RingSizes Default = new(512, 4096, 256, 8 * 1024, SendersAlone: 2);
}

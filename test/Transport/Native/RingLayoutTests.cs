using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Native.IoUring;

namespace SceNettyProxy.Transport.Tests.Native;

/// <summary>What the kernel's headers say of its structures and system calls, for x64 and arm64 alike.</summary>
[TestClass]
public sealed class RingLayoutTests
{
    [TestMethod]
    public void The_system_calls_have_their_numbers() =>
        CollectionAssert.AreEqual(new[] { 425, 426, 427 }, new[] { SystemCalls.Setup, SystemCalls.Enter, SystemCalls.Register });

    [TestMethod]
    public void Structures_have_the_kernels_sizes()
    {
        Assert.AreEqual(120, Unsafe.SizeOf<RingParameters>());
        Assert.AreEqual(40, Unsafe.SizeOf<SubmissionOffsets>());
        Assert.AreEqual(40, Unsafe.SizeOf<CompletionOffsets>());
        Assert.AreEqual(64, Unsafe.SizeOf<Submission>());
        Assert.AreEqual(16, Unsafe.SizeOf<Completion>());
        Assert.AreEqual(16, Unsafe.SizeOf<ProvidedBuffer>());
        Assert.AreEqual(40, Unsafe.SizeOf<BufferRegistration>());
        Assert.AreEqual(24, Unsafe.SizeOf<WaitArguments>());
        Assert.AreEqual(16, Unsafe.SizeOf<TimeLimit>());
    }

    [TestMethod]
    [DataRow(typeof(RingParameters), nameof(RingParameters.Flags), 8)]
    [DataRow(typeof(RingParameters), nameof(RingParameters.Features), 20)]
    [DataRow(typeof(RingParameters), nameof(RingParameters.Submissions), 40)]
    [DataRow(typeof(RingParameters), nameof(RingParameters.Completions), 80)]
    [DataRow(typeof(SubmissionOffsets), nameof(SubmissionOffsets.Array), 24)]
    [DataRow(typeof(CompletionOffsets), nameof(CompletionOffsets.Entries), 20)]
    [DataRow(typeof(Submission), nameof(Submission.Descriptor), 4)]
    [DataRow(typeof(Submission), nameof(Submission.Address), 16)]
    [DataRow(typeof(Submission), nameof(Submission.Length), 24)]
    [DataRow(typeof(Submission), nameof(Submission.OperationFlags), 28)]
    [DataRow(typeof(Submission), nameof(Submission.UserData), 32)]
    [DataRow(typeof(Submission), nameof(Submission.BufferGroup), 40)]
    [DataRow(typeof(Completion), nameof(Completion.Result), 8)]
    [DataRow(typeof(Completion), nameof(Completion.FlagsAndBuffer), 12)]
    [DataRow(typeof(ProvidedBuffer), nameof(ProvidedBuffer.Number), 12)]
    [DataRow(typeof(ProvidedBuffer), nameof(ProvidedBuffer.Reserved), 14, DisplayName = "the tail of the ring of buffers")]
    [DataRow(typeof(BufferRegistration), nameof(BufferRegistration.Group), 12)]
    [DataRow(typeof(WaitArguments), nameof(WaitArguments.Limit), 16)]
    public void Fields_stand_where_the_kernel_has_them(Type structure, string field, int offset) =>
        Assert.AreEqual(offset, (int)Marshal.OffsetOf(structure, field));

    [TestMethod]
    public void A_completion_has_its_buffer_above_its_flags()
    {
        Completion completion = new() { FlagsAndBuffer = 0x0102_0003 };
        Assert.AreEqual(CompletionFlags.Buffer | CompletionFlags.More, completion.Flags);
        Assert.AreEqual(0x0102, completion.Buffer);
    }
}

using System.Runtime.InteropServices;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Tests.Native;

[TestClass]
public sealed class EpollEventLayoutTests
{
    [TestMethod]
    [DataRow(Architecture.X64, 12, 4, DisplayName = "x64: packed")]
    [DataRow(Architecture.Arm64, 16, 8, DisplayName = "arm64: aligned")]
    public void An_item_has_the_kernels_layout(Architecture architecture, int size, int dataOffset) =>
        Assert.AreEqual(new EpollEventLayout(size, dataOffset), EpollEventLayout.For(architecture));

    [TestMethod]
    [DataRow(Architecture.X64)]
    [DataRow(Architecture.Arm64)]
    public unsafe void Items_stand_where_the_layout_says(Architecture architecture)
    {
        EpollEventLayout layout = EpollEventLayout.For(architecture);
        using EpollItems items = new(3, layout);
        items.Set(1, EpollFlags.In | EpollFlags.EdgeTriggered, 0x1122334455667788);
        Span<byte> bytes = new(items.First, 3 * layout.Size);
        CollectionAssert.AreEqual(new byte[] { 1, 0, 0, 0x80 }, bytes.Slice(layout.Size, 4).ToArray());
        CollectionAssert.AreEqual(
            new byte[] { 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 },
            bytes.Slice(layout.Size + layout.DataOffset, 8).ToArray());
        Assert.AreEqual(EpollFlags.In | EpollFlags.EdgeTriggered, items.Flags(1));
        Assert.AreEqual(0x1122334455667788UL, items.Data(1));
        Assert.AreEqual(0UL, items.Data(0));
        Assert.AreEqual(0UL, items.Data(2));
    }

    [TestMethod]
    public unsafe void A_message_header_has_the_kernels_layout()
    {
        Assert.AreEqual(56, sizeof(MessageHeader));
        Assert.AreEqual(16, (int)Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.Vectors)));
        Assert.AreEqual(24, (int)Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.VectorCount)));
        Assert.AreEqual(48, (int)Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.Flags)));
        Assert.AreEqual(16, sizeof(IoVector));
    }
}

using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport.Tests.Loops;

[TestClass]
public sealed class ChannelSlotsTests
{
    private readonly ChannelSlots<INativeChannel> slots = new();

    [TestMethod]
    public void A_channel_is_found_by_its_number()
    {
        Nobody[] channels = [.. Enumerable.Range(0, 100).Select(_ => new Nobody())];
        ulong[] numbers = [.. channels.Select(channel => slots.Add(channel))];
        Assert.AreEqual(100, slots.Count);
        for (int i = 0; i < channels.Length; i++)
            Assert.AreSame(channels[i], slots.Find(numbers[i]));
        CollectionAssert.AreEquivalent(channels, slots.All());
    }

    [TestMethod]
    public void A_late_report_meets_nobody_also_when_the_slot_has_been_taken_anew()
    {
        ulong old = slots.Add(new Nobody());
        slots.Remove(old);
        Assert.IsNull(slots.Find(old));
        Nobody next = new();
        ulong number = slots.Add(next);
        Assert.AreEqual((uint)old, (uint)number, "the slot is used again");
        Assert.IsNull(slots.Find(old));
        Assert.AreSame(next, slots.Find(number));
    }

    [TestMethod]
    public void A_channel_is_marked_once_in_a_period()
    {
        ulong[] numbers = [.. Enumerable.Range(0, 100).Select(_ => slots.Add(new Nobody()))];
        foreach (ulong number in numbers)
        {
            Assert.IsTrue(slots.Mark(number, 1));
            Assert.IsFalse(slots.Mark(number, 1));
        }

        Assert.IsTrue(slots.Mark(numbers[^1], 2));
    }

    [TestMethod]
    public void Removing_what_has_gone_does_not_remove_who_came_after()
    {
        ulong old = slots.Add(new Nobody());
        slots.Remove(old);
        ulong number = slots.Add(new Nobody());
        slots.Remove(old);
        Assert.IsNotNull(slots.Find(number));
        Assert.AreEqual(1, slots.Count);
    }

    [TestMethod]
    public void The_number_of_the_wake_up_is_nobodys() =>
        Assert.IsNull(slots.Find(Transport.Native.Epoll.WakeUp));

    private sealed class Nobody : INativeChannel
    {
        public void OnReady() => throw new NotSupportedException();

        public void OnFailure(Exception exception) => throw new NotSupportedException();

        public void OnLoopEnds() => throw new NotSupportedException();
    }
}

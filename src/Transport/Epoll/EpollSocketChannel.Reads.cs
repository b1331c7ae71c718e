namespace SceNettyProxy.Transport.Epoll;

public sealed partial class EpollSocketChannel
{
    protected override void DoBeginRead()
    {
        base.DoBeginRead();
        // Not from here: a handler that asks for more must not find it delivered before it returns.
        if (Readable && !Delivering)
            loop?.Ready(this);
    }

    private void ReadIfWanted()
    {
        if (!Readable || !Active || !WantsRead)
            return;
        ReadFromKernel();
        if (Readable && Active && WantsRead)
            loop!.Ready(this);
    }
}

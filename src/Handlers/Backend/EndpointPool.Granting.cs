namespace SceNettyProxy.Handlers.Backend;

/// <summary>How a request comes to its connection.</summary>
internal sealed partial class EndpointPool
{
    /// <summary>A connection that was idle for long is asked whether it still lives before it is used.</summary>
    private void Offer(BackendConnection connection, BackendRequest request)
    {
        if (!connection.IsOpen)
        {
            // Its close is under way and gives the slot back.
            Retry(request);
            return;
        }

        if (services.Time.GetElapsedTime(connection.IdleSince) <= options.CheckAfter)
        {
            if (!request.TryGrant(connection))
                Park(connection);
            return;
        }

        connection.Ping(alive =>
        {
            if (!alive)
                Retry(request);
            else if (!request.TryGrant(connection))
                Park(connection);
        });
    }

    private void Retry(BackendRequest request)
    {
        if (!request.IsCancelled)
            Acquire(request);
    }

    /// <summary>Opens a connection in a place that is counted already. On the request's loop.</summary>
    private void Dial(BackendRequest request)
    {
        if (request.IsCancelled)
        {
            FreeSlot();
            return;
        }

        usage.BackendOpened();
        services.Dialer.Dial(new BackendConnection(services, this, request.Loop, request.Target, Generation)
        {
            Opened = connection =>
            {
                if (!request.TryGrant(connection))
                    Park(connection);
            },
            Failed = request.Refuse,
        });
    }

    /// <summary>Passes a counted place on to the oldest request that still waits, or gives it up.</summary>
    private void FreeSlot()
    {
        BackendRequest next;
        lock (sync)
        {
            if (waiters.First is not { } first || open > options.Max)
            {
                open--;
                return;
            }

            next = first.Value;
            waiters.RemoveFirst();
        }

        next.Loop.Execute(() => Dial(next));
    }
}

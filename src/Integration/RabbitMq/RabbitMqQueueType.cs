namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>The kind of queue that RabbitMQ makes.</summary>
public enum RabbitMqQueueType
{
    /// <summary>On one node.</summary>
    Classic,

    /// <summary>Replicated over the nodes of a cluster; RabbitMQ 3.10 and later.</summary>
    Quorum,
}

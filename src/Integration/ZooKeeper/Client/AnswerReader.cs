using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>Reads the record of an answer.</summary>
/// <exception cref="ZooKeeperProtocolException">It is malformed.</exception>
internal delegate T AnswerReader<out T>(ref JuteReader record);

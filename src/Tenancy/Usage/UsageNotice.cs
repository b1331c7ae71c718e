namespace SceNettyProxy.Tenancy.Usage;

/// <summary>Something about the files of the usage that an operator has to know.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="File">The file that it is about.</param>
/// <param name="Detail">The particulars, in words.</param>
public sealed record UsageNotice(UsageNoticeKind Kind, string File, string Detail);

namespace SceNettyProxy.Extensions.Results;

/// <summary>A column of <see cref="ResultRows"/>.</summary>
/// <param name="Name">As the client sees it.</param>
/// <param name="Kind">The type of its values.</param>
public sealed record ResultColumn(string Name, ColumnKind Kind = ColumnKind.Text);

using System.Collections.Immutable;

namespace SceNettyProxy.Handlers.Frontend.Results;

/// <summary>Rows that the proxy answers with. Filled and read by one thread.</summary>
internal sealed class ResultTable(ImmutableArray<ResultColumn> columns)
{
    private readonly List<object?[]> rows = [];

    public ImmutableArray<ResultColumn> Columns { get; } = columns;

    public IReadOnlyList<object?[]> Rows => rows;

    /// <param name="values">One per column, of the type that the column takes.</param>
    public void Add(params object?[] values)
    {
        if (values.Length != Columns.Length)
            throw new ArgumentException($"A row has {Columns.Length} values, not {values.Length}.", nameof(values));
        rows.Add(values);
    }
}

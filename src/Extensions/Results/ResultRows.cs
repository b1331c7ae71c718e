namespace SceNettyProxy.Extensions.Results;

/// <summary>A result set. It is written for the client as it speaks: text or binary, with or without EOF packets.</summary>
/// <param name="columns">At least one.</param>
public sealed class ResultRows(params IReadOnlyList<ResultColumn> columns)
{
    private readonly List<IReadOnlyList<object?>> rows = [];

    public IReadOnlyList<ResultColumn> Columns { get; } = columns.Count > 0
        ? columns
        : throw new ArgumentException("A result set has at least one column.", nameof(columns));

    /// <summary>The rows in their order; each has one value per column.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows => rows;

    /// <summary>Adds a row.</summary>
    /// <param name="values">One per column, of the type that its <see cref="ColumnKind"/> names; null is SQL NULL.</param>
    /// <exception cref="ArgumentException">Their number or the type of one is wrong.</exception>
    public ResultRows Add(params IReadOnlyList<object?> values)
    {
        if (values.Count != Columns.Count)
            throw new ArgumentException($"A row has {Columns.Count} values.", nameof(values));
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value && !Fits(Columns[i].Kind, value))
                throw new ArgumentException($"A {value.GetType().Name} does not fit column {Columns[i].Name}.", nameof(values));
        }

        rows.Add(values);
        return this;
    }

    private static bool Fits(ColumnKind kind, object value) => kind switch
    {
        ColumnKind.Integer => value is long or int or short or sbyte or byte or ushort or uint or bool,
        ColumnKind.Text => value is string,
        ColumnKind.Binary => value is byte[],
        _ => false,
    };
}

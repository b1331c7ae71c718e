namespace SceNettyProxy.Codecs.Sql;

/// <summary>Finds the keyword that a word is.</summary>
internal static class SqlKeywords
{
    private static readonly WordTable Table = Build();

    public static SqlKeyword Find(ReadOnlySpan<byte> word) => (SqlKeyword)Table.Find(word);

    private static WordTable Build()
    {
        string[] names = Enum.GetNames<SqlKeyword>();
        var table = new WordTable(names.Length);
        Span<byte> word = stackalloc byte[64];
        for (int keyword = 1; keyword < names.Length; keyword++)
            table.Add(word[..Spell(names[keyword], word)], (ushort)keyword);
        return table;
    }

    private static int Spell(string name, Span<byte> word)
    {
        int length = 0;
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]))
                word[length++] = (byte)'_';
            word[length++] = SqlText.ToUpper((byte)name[i]);
        }

        return length;
    }
}

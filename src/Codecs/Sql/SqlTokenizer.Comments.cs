namespace SceNettyProxy.Codecs.Sql;

/// <summary>Comments of every form, executable ones among them.</summary>
public ref partial struct SqlTokenizer
{
    /// <summary>Executable comments for versions below are code for every server that is in use.</summary>
    private const int FirstConditionalVersion = 50700;

    private bool IsDashComment()
    {
        if (Peek(1) != '-')
            return false;
        if (position + 2 >= text.Length)
            return true;

        // Whether a byte from 0x80 is white space or a control character hangs on the character set.
        byte next = text[position + 2];
        IsAmbiguous |= next >= 0x80;
        return next <= 0x20 || next == 0x7F;
    }

    private SqlTokenKind ReadLineComment()
    {
        // NUL ends a line comment too, in the server.
        int end = text[position..].IndexOfAny((byte)'\n', (byte)0);
        position = end < 0 ? text.Length : position + end;
        return SqlTokenKind.Comment;
    }

    private SqlTokenKind ReadBlockComment()
    {
        bool isMariaDb = Peek(2) == 'M' && Peek(3) == '!';
        if (Peek(2) != '!' && !isMariaDb)
        {
            SkipBlockComment(nested: 0);
            return SqlTokenKind.Comment;
        }

        // The first end closes all of nested executable comments, or only the inner one, by server and version.
        IsAmbiguous |= IsInExecutableComment;

        int marker = isMariaDb ? 4 : 3;
        int digits = 0;
        int version = 0;
        while (digits < 6 && SqlText.IsDigit(Peek(marker + digits)))
        {
            version = (version * 10) + Peek(marker + digits) - '0';
            digits++;
        }

        bool hasVersion = digits >= 5;
        bool isConditional = isMariaDb || (hasVersion && version >= FirstConditionalVersion);
        int skipEnd = -1;
        HasConditionalCode |= isConditional;

        // Once the text is ambiguous there is nothing left to find out, and looking would cost a hostile text's square.
        if (isConditional && (skipsConditionalComments || !IsAmbiguous))
        {
            SqlTokenizer skipped = this;
            skipped.SkipBlockComment(nested: 1);
            skipEnd = skipped.position;
            if (isMariaDb)
            {
                SqlTokenizer plain = this;
                plain.SkipBlockComment(nested: 0);
                IsAmbiguous |= plain.position != skipEnd;
            }

            if (skipsConditionalComments)
            {
                position = skipEnd;
                IsAmbiguous |= skipped.IsAmbiguous;
                return SqlTokenKind.Comment;
            }
        }

        executableCommentSkipEnd = skipEnd;
        IsInExecutableComment = true;
        return Take(marker + (hasVersion ? digits : 0), SqlTokenKind.ExecutableCommentStart);
    }

    private SqlTokenKind EndExecutableComment()
    {
        IsInExecutableComment = false;
        position += 2;
        IsAmbiguous |= executableCommentSkipEnd >= 0 && executableCommentSkipEnd != position;
        return SqlTokenKind.ExecutableCommentEnd;
    }

    /// <summary>Skips a comment; <paramref name="nested"/> levels of comments inside have an end of their own.</summary>
    private void SkipBlockComment(int nested)
    {
        position += 2;
        int open = 1;
        while (true)
        {
            int next = text[position..].IndexOfAny((byte)'*', (byte)'/');
            if (next < 0)
                break;
            position += next;
            if (text[position] == '*' && Peek(1) == '/')
            {
                position += 2;
                if (--open == 0)
                    return;
            }
            else if (text[position] == '/' && Peek(1) == '*' && open <= nested)
            {
                position += 2;
                open++;
            }
            else
            {
                position++;
            }
        }

        position = text.Length;
        IsAmbiguous = true;
    }
}

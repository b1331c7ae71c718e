using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>
/// Texts that a statement runs: were they literals like others, a digest would stand for any statement at all. Each is written
/// as a hash of its own, which shows nothing of it.
/// </summary>
internal ref partial struct DigestScanner
{
    /// <summary>Bytes of a SHA-256 that stand for a text.</summary>
    private const int ShownHash = 16;

    private void ResetDynamic()
    {
        isDynamic = false;
        isOpaque = false;
        sincePrepare = 0;
    }

    /// <summary>Sees each token before it is written.</summary>
    private void FollowDynamic()
    {
        SqlTokenKind kind = tokens.Kind;
        if (kind is SqlTokenKind.Comment or SqlTokenKind.ExecutableCommentStart or SqlTokenKind.ExecutableCommentEnd)
            return;
        if (isDynamic)
        {
            if (kind == SqlTokenKind.Semicolon || tokens.Keyword == SqlKeyword.Using)
                isDynamic = false;
            else
                isOpaque |= kind is not (SqlTokenKind.String or SqlTokenKind.Literal);
            return;
        }

        // PREPARE name FROM text.
        bool beginsStatement = previous.Kind is SqlTokenKind.End or SqlTokenKind.Semicolon || previous.Keyword is SqlKeyword.Begin
            or SqlKeyword.Atomic or SqlKeyword.Then or SqlKeyword.Else or SqlKeyword.Do or SqlKeyword.Loop or SqlKeyword.Repeat
            or SqlKeyword.For;
        if (tokens.Keyword == SqlKeyword.Prepare && beginsStatement)
            sincePrepare = 1;
        else if (sincePrepare > 0)
            sincePrepare++;
        if (sincePrepare == 3 && tokens.Keyword == SqlKeyword.From)
            isDynamic = true;
        if (sincePrepare == 3)
            sincePrepare = 0;
        isDynamic |= tokens.Keyword == SqlKeyword.Immediate && previous.Keyword == SqlKeyword.Execute;
    }

    private void WriteDynamic()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> digits = stackalloc byte[2 * ShownHash];
        SHA256.HashData(tokens.Text, hash);
        Convert.TryToHexStringLower(hash[..ShownHash], digits, out _);
        Follow(SqlTokenKind.Literal, SqlKeyword.None, DigestRole.Plain, isOperand: true);
        buffer.Add("?<"u8);
        buffer.Add(digits);
        buffer.Add((byte)'>');
    }
}

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>Prints what both sides have seen and demands that it is the same.</summary>
internal static class SideBySide
{
    /// <exception cref="AssertFailedException">The sides differ, or a case has seen nothing at all.</exception>
    public static void AssertEqual(TestContext context, IReadOnlyList<string> direct, IReadOnlyList<string> other)
    {
        for (var line = 0; line < Math.Max(direct.Count, other.Count); line++)
        {
            var left = line < direct.Count ? direct[line] : "(nothing)";
            var right = line < other.Count ? other[line] : "(nothing)";
            context.WriteLine("direct: {0}", left);
            context.WriteLine("other:  {0}", right);
            Assert.AreEqual(left, right, $"Line {line + 1}: the first difference between the direct run and the other side");
        }

        Assert.IsNotEmpty(direct, "A case that sees nothing compares nothing");
    }
}

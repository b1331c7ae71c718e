namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// Joins the two readings of a text with executable comments that some servers run and others skip: the verdict is that
/// of the code, the effects are those of both.
/// </summary>
internal static class ConditionalCode
{
    /// <param name="code">The text with all such comments read as code; receives the result.</param>
    /// <param name="comment">The text with all of them left out.</param>
    public static void Join(StatementBatch code, StatementBatch comment)
    {
        code.Effects |= comment.Effects;
        code.IsAmbiguous |= comment.IsAmbiguous;
        int skipped = 0;
        for (int i = 0; i < code.Count; i++)
        {
            Statement statement = code[i];
            int index = i - skipped;
            if (index < comment.Count && comment[index].Text == statement.Text)
            {
                code.IsAmbiguous |= !AreAlike(statement, comment[index]);
                statement.Effects |= comment[index].Effects;
            }
            else
            {
                code.IsAmbiguous |= !MaySkip(statement);
                code.Effects |= statement.Effects;
                skipped++;
            }
        }

        code.IsAmbiguous |= code.Count - skipped != comment.Count;
    }

    /// <summary>What the session has to remember of the statement is the same.</summary>
    private static bool AreAlike(Statement code, Statement comment) =>
        code.Verb == comment.Verb && code.UseSchema == comment.UseSchema
        && code.Assignments.SequenceEqual(comment.Assignments);

    /// <summary>
    /// The whole statement stands in the comment, so that it may not run at all: a value that it sets has to be read back.
    /// </summary>
    private static bool MaySkip(Statement statement)
    {
        for (int i = 0; i < statement.AssignmentCount; i++)
        {
            if (statement.Assignments[i].Scope == SetScope.User)
                statement.Effects |= StatementEffects.AssignsUserVariable;
            if (statement.Assignments[i].Scope is SetScope.Session or SetScope.User)
                statement.SetKind(i, SetValueKind.Expression);
            else if (statement.Assignments[i].Scope != SetScope.Global)
                return false;
        }

        return (statement.Effects & StatementEffects.ChangesSchema) == 0;
    }
}

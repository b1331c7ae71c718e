using System.Text;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>Reads a password from the terminal without showing it.</summary>
internal static class PasswordPrompt
{
    /// <param name="prompt">Gets the question; not standard output, which may go to a file.</param>
    public static string Read(TextWriter prompt)
    {
        prompt.Write("Password: ");
        StringBuilder text = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key != ConsoleKey.Backspace)
                text.Append(key.KeyChar);
            else if (text.Length > 0)
                text.Length--;
        }

        prompt.WriteLine();
        return text.ToString();
    }
}

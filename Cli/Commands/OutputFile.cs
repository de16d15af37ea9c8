namespace Shepherd.Cli.Commands;

/// <summary>A file that an option or argument names to be written.</summary>
internal static class OutputFile
{
    /// <summary>Before long work, so that a path that cannot be written is told at once. A file that is there stays as it is.</summary>
    /// <param name="path">As it was given.</param>
    /// <param name="option">The option and a space, for messages; empty for an argument.</param>
    /// <exception cref="IOException">It cannot be written; the message says why, and what to give.</exception>
    public static void Check(string path, string option = "")
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new IOException($"{option}'{path}' names no file; give one, such as out.html");
        if (Directory.Exists(path))
            throw new IOException($"{option}{path}: it is a directory; give a file in it, such as {Path.Combine(path, "out.html")}");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new IOException($"{option}{path}: it cannot be written, as there is no folder {folder}; make it, or give a file in another");
        Try(path, option, () => File.Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose());
    }

    /// <summary>Writes all of it.</summary>
    /// <inheritdoc cref="Check"/>
    public static void Write(string path, string text, string option = "") => Try(path, option, () => File.WriteAllText(path, text));

    private static void Try(string path, string option, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"{option}{path}: it cannot be written; give a file in a folder that you may write to, on a disk with room", e);
        }
    }
}

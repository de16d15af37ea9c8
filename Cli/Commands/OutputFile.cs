namespace Shepherd.Cli.Commands;

/// <summary>A file that an option or argument names to be written.</summary>
internal static class OutputFile
{
    /// <summary>Before long work, so that a path that cannot be written is told at once. A file that is there stays as it is, and none is left where there was none.</summary>
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
        Try(path, option, () => (File.Exists(path) ? File.Open(path, FileMode.Open, FileAccess.Write) : new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose)).Dispose());
    }

    /// <summary>Writes all of it or nothing: whoever stops it, or a disk without room, leaves the file as it was.</summary>
    /// <inheritdoc cref="Check"/>
    public static void Write(string path, string text, string option = "") => Try(path, option, () =>
    {
        if (IsWrittenThrough(path))
            File.WriteAllText(path, text);
        else
            Replace(Path.GetFullPath(path), text);
    });

    /// <summary>Links, pipes and devices stay what they are; of what is there, only an ordinary file has a length.</summary>
    private static bool IsWrittenThrough(string path) => File.Exists(path) && new FileInfo(path) is var file && (file.LinkTarget is not null || file.Length == 0);

    private static void Replace(string path, string text)
    {
        // In the same folder, so that it is on the same disk.
        var written = Path.Combine(Path.GetDirectoryName(path)!, $".shepherd-{Environment.ProcessId}.tmp");
        try
        {
            File.WriteAllText(written, text);
            if (File.Exists(path) && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(written, File.GetUnixFileMode(path));
            File.Move(written, path, overwrite: true);
        }
        catch (UnauthorizedAccessException) when (File.Exists(path))
        {
            // The folder takes no new file; this one may still be written.
            File.WriteAllText(path, text);
        }
        finally
        {
            File.Delete(written);
        }
    }

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

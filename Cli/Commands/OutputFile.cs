namespace Shepherd.Cli.Commands;

/// <summary>A file that an option or argument names to be written.</summary>
internal static class OutputFile
{
    /// <exception cref="IOException">It cannot be written; the message says why, and what to give.</exception>
    public static StreamWriter Create(string path, string option = "")
    {
        try
        {
            return new StreamWriter(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"{option}{path}: it cannot be written ({e.Message}); give a file in a folder that is there", e);
        }
    }
}

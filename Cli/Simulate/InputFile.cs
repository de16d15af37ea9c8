namespace Shepherd.Cli.Simulate;

/// <summary>A file that an option names.</summary>
internal static class InputFile
{
    /// <returns>The path, where a file is there.</returns>
    /// <param name="option">The option.</param>
    /// <param name="path">As it was given.</param>
    /// <param name="orElse">What else the option takes, for the message.</param>
    /// <exception cref="ArgumentException">There is none; the message says what there is instead.</exception>
    public static string Check(string option, string path, string orElse = "")
    {
        if (File.Exists(path))
            return path;
        throw new ArgumentException(Directory.Exists(path) ? $"{option} {path}: it is a directory; give a file in it{orElse}" : $"{option} {path}: there is no such file{orElse}");
    }
}

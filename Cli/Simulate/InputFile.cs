using System.Buffers;
using System.Text;
using System.Text.Unicode;

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
        throw new ArgumentException(Directory.Exists(path) ? $"{option} {path}: it is a directory; give a file in it{orElse}" : $"{option} {path}: there is no such file; give one that is there{orElse}");
    }

    /// <summary>All of a file of UTF-8 text.</summary>
    /// <exception cref="ArgumentException">It is none; the message has file, line and remedy.</exception>
    public static string ReadText(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var text = new char[bytes.Length];
        return Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false) == OperationStatus.Done
            ? new string(text, 0, written)
            : throw new ArgumentException($"{path}:{bytes[..read].Count((byte)'\n') + 1}: it is not UTF-8 text; save the file as UTF-8");
    }
}

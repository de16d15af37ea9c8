using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary>A command's result on standard output.</summary>
internal static class StandardOutput
{
    /// <summary>Writes it.</summary>
    /// <exception cref="IOException">It could not be written; the message says so, as the system's own does not say what.</exception>
    public static void WriteTo(ParseResult parsed, Action<TextWriter> write)
    {
        var output = parsed.InvocationConfiguration.Output;
        try
        {
            write(output);
            output.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"standard output could not be written ({e.Message.TrimEnd('.', ' ')}); send it to a file or a program that takes it", e);
        }
    }
}

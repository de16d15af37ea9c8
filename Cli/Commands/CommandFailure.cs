using System.CommandLine;
using Shepherd.Cli.Demo;
using Shepherd.Client;
using Shepherd.Onnx;

namespace Shepherd.Cli.Commands;

/// <summary>Tells failures whose message is all that a user needs from faults of the program, which keep their stack trace.</summary>
internal static class CommandFailure
{
    /// <summary>Runs a command; what is wrong with its input is one line on standard error.</summary>
    /// <returns>Its exit code.</returns>
    public static int Tell(ParseResult parsed, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (IsForPeople(e))
        {
            parsed.InvocationConfiguration.Error.WriteLine(Describe(e).ReplaceLineEndings(" "));
            return ExitCodes.Failed;
        }
    }

    /// <inheritdoc cref="Tell"/>
    public static async Task<int> TellAsync(ParseResult parsed, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (IsForPeople(e))
        {
            parsed.InvocationConfiguration.Error.WriteLine(Describe(e).ReplaceLineEndings(" "));
            return ExitCodes.Failed;
        }
    }

    public static bool IsForPeople(Exception exception) =>
        exception is SampleException or FileNotFoundException or DirectoryNotFoundException or InferenceClientException or TimeoutException or OnnxFormatException
            or ArgumentException or InvalidOperationException or IOException or InvalidDataException or UnauthorizedAccessException;

    /// <summary>Its message, without the name of the method's parameter that .NET adds to it.</summary>
    public static string Describe(Exception exception) => exception is ArgumentException { ParamName: { } name }
        ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : exception.Message;
}

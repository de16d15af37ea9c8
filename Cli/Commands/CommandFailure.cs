using Shepherd.Cli.Demo;
using Shepherd.Client;
using Shepherd.Onnx;

namespace Shepherd.Cli.Commands;

/// <summary>Tells failures whose message is all that a user needs from faults of the program, which keep their stack trace.</summary>
internal static class CommandFailure
{
    public static bool IsForPeople(Exception exception) =>
        exception is SampleException or FileNotFoundException or DirectoryNotFoundException or InferenceClientException or TimeoutException or OnnxFormatException
            or ArgumentException or InvalidOperationException or IOException or InvalidDataException or UnauthorizedAccessException;

    /// <summary>Its message, without the name of the method's parameter that .NET adds to it.</summary>
    public static string Describe(Exception exception) => exception is ArgumentException { ParamName: { } name }
        ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : exception.Message;
}

namespace Shepherd.Cli.Demo;

/// <summary>The sample pictures cannot be used; the message names file and remedy.</summary>
internal sealed class SampleException(string message) : Exception(message);

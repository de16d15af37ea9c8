using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd models</c>: what can be done with a model's file.</summary>
internal static class ModelsCommand
{
    internal static Command Create() => new("models", "Works on model files") { ModelsSegmentCommand.Create() };
}

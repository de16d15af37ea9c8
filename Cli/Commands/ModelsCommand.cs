using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd models</c>: what models there are, and what can be done with a model's file.</summary>
internal static class ModelsCommand
{
    internal static Command Create(HomeFolders home) => new("models", "Lists models, and works on their files") { ModelsListCommand.Create(home), ModelsSegmentCommand.Create(home) };
}

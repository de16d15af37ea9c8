namespace Shepherd.Cli.Commands;

/// <summary>How a command prints its result.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>JSON on standard output, everything else on standard error.</summary>
    Json,
}

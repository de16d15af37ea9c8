namespace Shepherd.Cli.Commands;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Failed = 1;

    /// <summary>Ended by Ctrl-C, as shells have it: 128 + SIGINT.</summary>
    public const int Stopped = 130;
}

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>What libtorch says when it fails, on one line.</summary>
internal static class TorchFaults
{
    /// <summary>Begins the line that says what was wrong, below the interpreter's trace of where.</summary>
    private const string Cause = "RuntimeError: ";

    public static string Describe(Exception fault)
    {
        var lines = fault.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var cause = lines.LastOrDefault(line => line.StartsWith(Cause, StringComparison.Ordinal));
        return (cause?[Cause.Length..] ?? lines.FirstOrDefault() ?? fault.GetType().Name).TrimEnd('.');
    }
}

using System.Globalization;
using Shepherd.GpuWorker.Profiling.Files;
using Spectre.Console;

namespace Shepherd.Cli.Profile;

/// <summary>Measured profiles for people.</summary>
internal static class ProfileTable
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    private const double MbPerMiB = 1.048576;

    public static void Write(TextWriter output, ProfileFile file)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        foreach (var model in file.Models)
        {
            foreach (var measured in model.Measured)
                Write(console, output, model.Name, measured);
        }
    }

    private static void Write(IAnsiConsole console, TextWriter output, string name, ModelProfile profile)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} on {profile.Type} ({profile.Device}), {profile.Threads} threads, {profile.Segments} segments, model {profile.ModelHash}"));
        var table = new Table().AddColumns("shape", "batch", "runs", "p50 ms", "p95 ms", "p99 ms", "requests/s", "peak MiB");
        foreach (var bucket in profile.Buckets)
        {
            foreach (var row in bucket.Batches)
                table.AddRow(bucket.Shape, $"{row.Batch}", $"{row.Runs}", Text(row.P50Ms), Text(row.P95Ms), Text(row.P99Ms), Text(row.Rps, "0.0"), MiB(row.PeakMb));
        }

        console.Write(table);
        output.WriteLine(profile.Memory is { } memory
            ? $"memory: {MiB(memory.WeightsMb)} MiB loaded, {MiB(memory.PeakMb)} MiB at most; {memory.Method}"
            : "memory: not measured: it is where the system and the device tell it (Linux, cpu)");
        foreach (var stop in profile.Stops)
        {
            var where = stop.ExitPoints == 0 ? "anywhere" : string.Create(CultureInfo.InvariantCulture, $"between {stop.ExitPoints} segments");
            output.WriteLine($"{stop.Kind}: a batch of {Text(stop.RunMs)} ms stops {where}; the device is free p50 {Text(stop.P50Ms)} ms, p99 {Text(stop.P99Ms)} ms after that ({stop.DelaysMs.Count} stops){(stop.StateKb > 0 ? $", {Text(stop.StateKb, "0")} kB kept for each request" : "")}");
        }
    }

    private static string MiB(double? mb) => mb is { } value ? Text(value / MbPerMiB, "0.0") : "";

    private static string Text(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);
}

using System.Diagnostics;

namespace Shepherd.Tests.Shared.Kafka;

/// <summary>Runs <c>kcat</c>, a Kafka client that shares no code with ours.</summary>
public static class Kcat
{
    private const string Program = "kcat";

    /// <summary>Skips the test, with the remedy, where kcat is not installed.</summary>
    public static void Require() =>
        Skip.IfNot(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program))),
            "kcat is not installed (Debian: apt-get install kcat)");

    /// <summary>Runs it to its end.</summary>
    /// <param name="bootstrapServers">Brokers.</param>
    /// <param name="arguments">Everything after <c>-b</c>.</param>
    /// <param name="input">What it reads on its standard input.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message carries its error output.</exception>
    public static async Task<string> RunAsync(string bootstrapServers, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(Program, ["-b", bootstrapServers, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Eventually.Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"kcat {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Shepherd.Cli.Tests.Deploying;

/// <summary>A program of others that judges a file.</summary>
internal static class Tool
{
    /// <summary>Runs it to its end in the repository's folder. Skips the test where it is missing.</summary>
    /// <param name="remedy">What brings it.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">For its standard input.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(string remedy, string program, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_PATH"] = Path.Combine(Repository.Root, "artifacts", "peers", "node_modules");
        using var process = Start(start);
        Skip.If(process is null, $"{program} is missing: {remedy}");
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read all: its exit code says why.
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join("\n", (await said).Where(text => text.Length > 0)).Trim());
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

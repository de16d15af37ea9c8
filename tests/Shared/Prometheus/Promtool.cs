using System.ComponentModel;
using System.Diagnostics;

namespace Shepherd.Tests.Shared.Prometheus;

/// <summary>Prometheus' own checker of its text format (Debian package <c>prometheus</c>).</summary>
public static class Promtool
{
    /// <summary>What it has to say about a text: empty where it is without a fault. Skips the test where it is missing.</summary>
    public static async Task<string> CheckAsync(string metrics)
    {
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            Skip.If(true, "promtool is missing: './shepherd test' fetches it where there is Debian's apt-get");
        }

        using (process)
        {
            var said = Task.WhenAll(process!.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.StandardInput.WriteAsync(metrics);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            var text = string.Join("", await said);
            return process.ExitCode == 0 || text.Length > 0 ? text : $"exit code {process.ExitCode}";
        }
    }
}

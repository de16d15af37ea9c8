using System.Diagnostics;

namespace Shepherd.Cli.Tests;

/// <summary>Opens pages in Chromium without a window, as a user would.</summary>
internal static class Browser
{
    private const int TimeoutMs = 60_000;

    /// <returns>The page as its scripts made it; the test is skipped where no Chromium is installed.</returns>
    /// <param name="path">The page.</param>
    /// <param name="fragment">What follows # in the address.</param>
    public static async Task<string> ShowAsync(string path, string fragment = "")
    {
        var browser = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Skip.If(browser is null, "no Chromium is installed");
        var profile = Directory.CreateTempSubdirectory("shepherd-chromium-");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(browser, ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile.FullName}", "--dump-dom", $"file://{path}{(fragment.Length > 0 ? "#" : "")}{fragment}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            using var limit = new CancellationTokenSource(TimeoutMs);
            _ = process.StandardError.ReadToEndAsync(limit.Token);
            var shown = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return shown;
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}

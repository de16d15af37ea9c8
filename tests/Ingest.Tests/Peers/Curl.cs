using System.Diagnostics;
using Shepherd.Tests.Shared;

namespace Shepherd.Ingest.Tests.Peers;

/// <summary>Runs <c>curl</c>.</summary>
internal static class Curl
{
    /// <summary>Skips the test, with the remedy, where curl is not installed.</summary>
    internal static void Require() =>
        Skip.IfNot(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "curl"))), "curl is not installed (Debian: apt-get install curl)");

    /// <summary>Runs it to its end: status, headers in lower case, body.</summary>
    internal static async Task<CurlAnswer> RunAsync(string url, params string[] arguments)
    {
        using var process = Start(url, ["-i", .. arguments]);
        var text = await process.StandardOutput.ReadToEndAsync().WaitAsync(Eventually.Patience);
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        if (text.Length == 0)
            throw new InvalidOperationException($"curl {url} {string.Join(' ', arguments)} had no answer, and ended with {process.ExitCode}");
        var parts = text.Split("\r\n\r\n", 2);
        // An answer to "expect: 100-continue" comes first.
        while (parts.Length == 2 && parts[0].Split(' ')[1] == "100")
            parts = parts[1].Split("\r\n\r\n", 2);
        var head = parts[0].Split("\r\n");
        var headers = head.Skip(1).Select(h => h.Split(": ", 2)).Where(h => h.Length == 2).ToLookup(h => h[0].ToLowerInvariant(), h => h[1]);
        return new CurlAnswer(int.Parse(head[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), name => string.Join(',', headers[name]), parts.Length == 2 ? parts[1] : "");
    }

    /// <summary>Starts one that stays: its output is read line by line, and it is killed at the end.</summary>
    internal static Process Start(string url, params string[] arguments)
    {
        Require();
        return Process.Start(new ProcessStartInfo("curl", ["-sS", "-N", .. arguments, url]) { RedirectStandardOutput = true })!;
    }
}

/// <summary>What curl printed.</summary>
/// <param name="Status">Of the answer.</param>
/// <param name="Header">A header by its name in lower case; empty: none.</param>
/// <param name="Body">The body.</param>
internal sealed record CurlAnswer(int Status, Func<string, string> Header, string Body)
{
    internal System.Text.Json.JsonElement Json => System.Text.Json.JsonDocument.Parse(Body).RootElement;

    internal string Error => Json.GetProperty("error").GetString()!;
}

using System.Diagnostics;
using Shepherd.Tests.Shared;

namespace Shepherd.Ingest.Tests.Peers;

/// <summary>A program of node's in a process of its own, spoken to in lines.</summary>
internal class NodePeer : IAsyncDisposable
{
    private readonly Process _process;

    protected NodePeer(string script, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["NODE_PATH"] = Modules;
        _process = Process.Start(start)!;
        // Drained, lest a talkative peer block.
        _process.BeginErrorReadLine();
    }

    private static string Modules => Path.Combine(Root, "artifacts", "peers", "node_modules");

    /// <summary>Folder of the repository.</summary>
    internal static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Shepherd.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? AppContext.BaseDirectory;
        }
    }

    internal static NodePeer Start(string script, params string[] arguments)
    {
        Require();
        return new NodePeer(script, arguments);
    }

    /// <summary>Skips the test, with the remedy, where node or a package is not installed.</summary>
    /// <param name="package">Of npm; null: node alone is needed.</param>
    internal static void Require(string? package = null)
    {
        Skip.IfNot(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "node"))), "node is not installed (Debian: apt-get install nodejs)");
        Skip.If(package is not null && !Directory.Exists(Path.Combine(Modules, package)), $"npm's {package} is not installed: run eng/peers.sh");
    }

    internal async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    internal async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience) ?? throw new InvalidOperationException("the peer ended");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        }
        finally
        {
            if (!_process.HasExited)
                _process.Kill();
            _process.Dispose();
        }
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Shepherd.Schemas.Tests.Peers;

/// <summary>Another implementation of Avro in a process of its own, spoken to in lines of JSON.</summary>
public abstract class Peer : IDisposable
{
    // A peer answers in milliseconds; only a dead one takes so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process? _process;
    private readonly string? _missing;

    protected Peer(IEnumerable<string> programs, string script, string remedy)
    {
        foreach (var program in programs)
        {
            _process = TryStart(program, Path.Combine(AppContext.BaseDirectory, "Peers", script));
            if (_process is null)
                continue;
            var hello = TryAsk(new JsonObject { ["verb"] = "hello" });
            if (hello?["version"] is not null)
                return;
            _process.Dispose();
            _process = null;
        }

        _missing = remedy;
    }

    /// <summary>Folder of the repository.</summary>
    protected static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Shepherd.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? AppContext.BaseDirectory;
        }
    }

    /// <summary>Skips the test when the peer is not installed.</summary>
    public void Require() => Skip.If(_missing is not null, _missing);

    /// <summary>Asks; an error of the peer fails the test.</summary>
    public JsonObject Ask(JsonObject request)
    {
        var answer = TryAsk(request) ?? throw new InvalidOperationException($"the peer ended at {request.ToJsonString()}");
        return answer["error"] is { } error ? throw new InvalidOperationException($"{error} at {request.ToJsonString()}") : answer;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(Patience))
                _process.Kill();
            _process.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private static Process? TryStart(string program, string script)
    {
        var start = new ProcessStartInfo(program, [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["NODE_PATH"] = Path.Combine(Root, "artifacts", "peers", "node_modules");
        try
        {
            var process = Process.Start(start);
            // Drained, lest a talkative peer block; the reason that matters is the remedy.
            process?.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private JsonObject? TryAsk(JsonObject request)
    {
        try
        {
            _process!.StandardInput.WriteLine(request.ToJsonString());
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }

        var line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(Patience))
            throw new TimeoutException($"the peer does not answer {request.ToJsonString()}");
        return line.Result is { } text ? JsonNode.Parse(text)!.AsObject() : null;
    }
}

/// <summary>npm's <c>avsc</c>.</summary>
public sealed class AvscPeer() : Peer(["node"], "avsc-peer.js", "node or npm's avsc is missing: install Node.js and run eng/peers.sh");

/// <summary>Debian's <c>python3-avro</c>.</summary>
public sealed class PythonPeer() : Peer(["/usr/bin/python3", "python3"], "avro-peer.py", "python3-avro is missing: apt-get install python3-avro");

using System.Diagnostics;
using Shepherd.Kafka.Tests.Processes;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Kafka.Tests.Telemetry;

/// <summary>One worker as an operator runs it: a process with an environment.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static WorkerProcess Start(KafkaOptions kafka, string models, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Cli.Dev.DevCluster).Assembly.Location, "worker", "--bootstrap-server", kafka.BootstrapServers, "--prefix", kafka.Topics.Prefix, "--name", "told", "--models", models])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in kafka.Properties)
        {
            start.ArgumentList.Add("--kafka");
            start.ArgumentList.Add($"{key}={value}");
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        // A full pipe would stop it.
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return new WorkerProcess(process);
    }

    public void Terminate() => Signals.Send(_process.Id, Signals.Term);

    public Task WaitForExitAsync() => _process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Serving;
using Shepherd.Hosting;
using Shepherd.Onnx;

namespace Shepherd.GpuWorker;

/// <summary>The worker as a host.</summary>
public static class WorkerHost
{
    /// <summary>What follows the drain, and a second for the rest: with the default drain this stays within the usual 30 s of SIGTERM to SIGKILL.</summary>
    private static readonly TimeSpan ShutdownMargin = WorkerService.LastWordsTimeout + Heartbeats.GoodbyeTimeout + TimeSpan.FromSeconds(1);

    /// <summary>Runs until the token or SIGTERM ends it, then drains; what ends it otherwise is thrown.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says which and how to mend it.</exception>
    public static async Task RunAsync(WorkerOptions options, CancellationToken cancellationToken = default)
    {
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault);
        OrtTelemetry.Off();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.AddStandardError();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.DrainTimeout + ShutdownMargin);
        builder.Services.AddWorker(options);
        using var host = builder.Build();
        await host.RunServicesAsync(cancellationToken);
    }

    /// <summary>The model groups of a repository, refused models included: whoever creates topics needs them before a worker runs.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    public static IReadOnlyList<string> FindGroups(string models)
    {
        var scan = ModelRepository.Scan(models);
        return scan.Models.Select(m => m.Config.Group)
            .Concat(scan.Refused.Where(r => r.Group is not null).Select(r => r.Group!))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
    }
}

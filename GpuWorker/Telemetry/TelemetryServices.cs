using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry.Decisions;
using Shepherd.GpuWorker.Telemetry.Export;
using Shepherd.GpuWorker.Telemetry.Hardware;
using Shepherd.GpuWorker.Telemetry.Health;
using Shepherd.GpuWorker.Telemetry.Http;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.GpuWorker.Telemetry.Timelines;
using Shepherd.GpuWorker.Telemetry.Traces;

namespace Shepherd.GpuWorker.Telemetry;

/// <summary>Registers what the worker tells.</summary>
internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services) => services
        .AddSingleton(OtlpSettings.Read())
        .AddSingleton<WorkerMeter>()
        .AddSingleton<WorkerMetrics>()
        .AddSingleton<Waiting>()
        .AddSingleton(p => new LaneTimes([.. p.GetRequiredService<WorkerOptions>().Lanes.Select(l => l.Name)]))
        .AddSingleton<BatchSpans>()
        .AddSingleton<DecisionLog>()
        .AddSingleton<RecentTimelines>()
        .AddSingleton<TimelineLog>()
        .AddSingleton<WorkerPulse>()
        .AddSingleton<HealthCheck>()
        .AddSingleton<MetricExport>()
        .AddSingleton<TraceExport>()
        .AddSingleton<IServingEvents>(p => new EventFan(
            p.GetRequiredService<WorkerPulse>(),
            p.GetRequiredService<Waiting>(),
            p.GetRequiredService<GroupLoads>(),
            p.GetRequiredService<LaneTimes>(),
            p.GetRequiredService<WorkerMetrics>(),
            // Before the timeline, so that both find one trail.
            p.GetRequiredService<BatchSpans>(),
            p.GetRequiredService<TimelineLog>(),
            p.GetRequiredService<DecisionLog>()))
        .AddHostedService<TelemetryStart>()
        .AddHostedService<DecisionWriter>()
        .AddHostedService<TelemetryServer>();
}

/// <summary>Brings the exporters up before anything is told. Gauges are made once, when what they look at is there.</summary>
internal sealed partial class TelemetryStart(
    WorkerOptions options,
    TraceExport traces,
    MetricExport metrics,
    WorkerMeter meter,
    Waiting waiting,
    LaneTimes lanes,
    IntakeGate gate,
    PlanFollower plan,
    Lease lease,
    WorkerClock clock,
    DecisionLog decisions,
    InFlightGates flows,
    ConsumerLag lag,
    ILogger<TelemetryStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Asked for, so that they are made: they listen from then on.
        (_, _) = (traces, metrics);
        Gauges.Create(meter.Meter, waiting, lanes, gate, plan, lease, clock, decisions, flows, lag, options.Tenants);
        if (Nvml.TryLoad(out var reason) is { } nvml)
            GpuGauges.Create(meter.Meter, nvml);
        else
            LogNoGpus(reason);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "There are no hw.gpu.* metrics: {Reason}")]
    private partial void LogNoGpus(string reason);
}

using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Benchmarks;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Echo;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.GpuWorker.Runtimes.Replay;
#if TORCH
using Shepherd.GpuWorker.Runtimes.Torch;
#endif
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker;

/// <summary>Registers the worker's parts.</summary>
internal static class ServiceCollectionExtensions
{
    public static IServiceCollection AddWorker(this IServiceCollection services, WorkerOptions options) => services
        .AddSingleton(options)
        .AddSingleton(TimeProvider.System)
        .AddSingleton<WorkerClock>()
        .AddSingleton<LeaseClock>()
        .AddSingleton<Lease>()
        .AddSingleton<LeaseKeeper>()
        .AddSingleton<GroupLoads>()
        .AddSingleton<IModelRuntime, OnnxRuntime>()
        .AddSingleton<IModelRuntime, ReplayRuntime>()
        .AddSingleton<IModelRuntime, EchoRuntime>()
#if TORCH
        .AddSingleton<IModelRuntime, TorchRuntime>()
#else
        .AddSingleton<IModelRuntime>(MissingRuntime.Torch)
#endif
        .AddSingleton(CreatePolicy(options))
        .AddSingleton<LaneTurns>()
        .AddSingleton<PeerSecrets>()
        .AddSingleton<ModelProfiler>()
        .AddSingleton<StopProfiler>()
        .AddSingleton<ProfileFinder>()
        .AddSingleton<VersionLoader>()
        .AddSingleton<ModelStates>()
        .AddSingleton<ModelLifecycle>()
        .AddSingleton<WorkerProducer>()
        .AddSingleton<ResultPublisher>()
        .AddSingleton(new IntakeGate(options.InFlightRecordsMax, options.InFlightBytesMax))
        .AddSingleton<InFlightGates>()
        .AddSingleton<ConsumerLag>()
        .AddSingleton<OffsetTracker>()
        .AddSingleton(new OffsetStore(options))
        .AddSingleton<OffsetCommitter>()
        .AddSingleton<PlanFollower>()
        .AddSingleton<CatalogPublisher>()
        .AddSingleton<CatalogView>()
        .AddSingleton<ICatalogView>(p => p.GetRequiredService<CatalogView>())
        .AddSingleton<ProfileRefiner>()
        .AddSingleton<Heartbeats>()
        .AddTelemetry()
        .AddRecorder(options.RecordFile)
        .AddHostedService<WorkerService>();

    /// <summary>Keeps what the lanes do, where a benchmark asks for it, beside whoever listens anyway.</summary>
    private static IServiceCollection AddRecorder(this IServiceCollection services, string? file)
    {
        if (file is null)
            return services;
        var others = services.Last(s => s.ServiceType == typeof(IServingEvents)).ImplementationFactory!;
        return services
            .AddSingleton(provider => new RunRecorder(file, provider.GetRequiredService<WorkerClock>()))
            .AddSingleton<IServingEvents>(provider => new EventFan((IServingEvents)others(provider), provider.GetRequiredService<RunRecorder>()));
    }

    /// <summary>A policy that was published without preemption stops batches only where that is asked for.</summary>
    private static ISchedulingPolicy CreatePolicy(WorkerOptions options) =>
        options.Preemption is null ? PolicyCatalog.Create(options.Policy) : PolicyCatalog.CreatePreempting(options.Policy);
}

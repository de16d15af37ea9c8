using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Lifecycle;

/// <summary>A lifecycle over a repository of models that take no time and remember whether they are disposed; looks are as far apart as the test says.</summary>
internal sealed class LifecycleHarness : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ModelLifecycle _lifecycle;
    private Task _running = Task.CompletedTask;

    public LifecycleHarness(long? memoryBudgetBytes = null)
    {
        var options = new WorkerOptions
        {
            Kafka = new KafkaOptions { BootstrapServers = "none" },
            Models = Repository.Root,
            MemoryBudgetBytes = memoryBudgetBytes,
            RepositoryPollInterval = Poll,
            RepositorySettleTime = Poll,
        };
        States = new ModelStates(Log);
        _lifecycle = Create(options, Clock, Runtime, States, Faults);
    }

    public TemporaryRepository Repository { get; } = new();

    public ManualClock Clock { get; } = new();

    public BlankRuntime Runtime { get; } = new();

    public RecordingLog<ModelStates> Log { get; } = new();

    public RecordingLog<ModelLifecycle> Faults { get; } = new();

    public ModelStates States { get; }

    public ServedModels Models { get; private set; } = new([], []);

    /// <summary>Groups that the plan gives to this worker.</summary>
    public HashSet<string> Assigned { get; } = new(StringComparer.Ordinal);

    public static ModelLifecycle Create(WorkerOptions options, TimeProvider time, IModelRuntime runtime, ModelStates? states = null, ILogger<ModelLifecycle>? faults = null)
    {
        var profiler = new ModelProfiler(TimeProvider.System, NullLogger<ModelProfiler>.Instance);
        var loader = new VersionLoader(options, [runtime], profiler, new StopProfiler(TimeProvider.System, NullLogger<StopProfiler>.Instance), new ProfileFinder(NullLogger<ProfileFinder>.Instance), TimeProvider.System);
        return new ModelLifecycle(options, loader, states ?? new ModelStates(NullLogger<ModelStates>.Instance), time, faults ?? NullLogger<ModelLifecycle>.Instance);
    }

    /// <summary>A version that takes so many MiB, or another configuration of one.</summary>
    public void Add(string model, int version, string more = "", int memoryMb = 1) => Repository.Add(model, $"{version}", $"""
        runtime: blank
        slo_ms: 500
        max_batch: 2
        memory_mb: {memoryMb}
        inputs: [{"{"}name: x, datatype: FP32, shape: [4]{"}"}]
        outputs: [{"{"}name: y, datatype: FP32, shape: [4]{"}"}]
        {more}
        """, File.Exists(Path.Combine(Repository.Root, model, $"{version}", "model.onnx")) ? null : [1]);

    public async Task StartAsync()
    {
        Models = await _lifecycle.StartAsync(g => IsAssigned(g), _stop.Token);
        _running = _lifecycle.RunAsync(new LifecycleHooks(IsAssigned, () => Task.CompletedTask, (_, _) => { }, (_, _) => Task.CompletedTask), _stop.Token);
    }

    /// <summary>Lets looks pass until the change is seen, settled and followed.</summary>
    public Task BecomesAsync(Func<bool> condition, string what) => Eventually.BecomesTrueAsync(
        () =>
        {
            if (condition())
                return true;
            Clock.Advance(Poll);
            return false;
        },
        what,
        TimeSpan.FromSeconds(20));

    /// <summary>The version that takes a request; null with the reason when none does.</summary>
    public (string? Version, string Reason) Ask(string model, string version = "", string id = "r")
    {
        var found = Models.Find(model, version, id, out var reason);
        return (found?.Version, reason);
    }

    public Task ServesAsync(string model, string? version) => BecomesAsync(() => Ask(model).Version == version, $"model {model} is served in version {version ?? "none"}");

    public void AssertOffers(string[] warm, string[] cold, string[] refused)
    {
        Assert.Equal(warm, Models.Routes.Groups);
        Assert.Equal(cold, Models.Routes.ColdGroups);
        Assert.Equal(refused, Models.Routes.RefusedGroups);
    }

    public ModelPhase? PhaseOf(string model, string version) => States.View.LastOrDefault(s => s.Model == model && s.Version == version)?.Phase;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Models.Dispose();
        Repository.Dispose();
        _stop.Dispose();
    }

    private bool IsAssigned(string group)
    {
        lock (Assigned)
            return Assigned.Contains(group);
    }
}

/// <summary>Loads models that answer nothing. A version whose weights are <c>[0]</c> is corrupt.</summary>
internal sealed class BlankRuntime : IModelRuntime
{
    public string Name => "blank";

    /// <summary>Every model that was loaded, in order.</summary>
    public List<BlankModel> Loaded { get; } = [];

    public ILoadedModel Load(ModelDefinition model, LaneOptions lane)
    {
        var file = Path.Combine(model.Directory, "model.onnx");
        if (File.ReadAllBytes(file) is [0])
            throw new ModelLoadException(file, "is corrupt; replace it");
        var loaded = new BlankModel(model);
        lock (Loaded)
            Loaded.Add(loaded);
        return loaded;
    }
}

internal sealed class BlankModel(ModelDefinition definition) : ILoadedModel
{
    private volatile bool _isDisposed;

    public bool IsDisposed => _isDisposed;

    public ModelDefinition Definition => definition;

    public int Segments => 1;

    public string? FindFault(InferenceRequest request) => null;

    public BucketKey BucketOf(InferenceRequest request) => new([4]);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) => new WholeRun(_ =>
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new BatchOutputs([.. batch.Select(_ => (IReadOnlyList<Tensor>)[])], []);
    });

    public void WarmUp()
    {
    }

    public void Dispose() => _isDisposed = true;
}

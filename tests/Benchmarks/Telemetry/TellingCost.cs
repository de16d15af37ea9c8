using BenchmarkDotNet.Attributes;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.GpuWorker.Telemetry.Decisions;
using Shepherd.GpuWorker.Telemetry.Health;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.GpuWorker.Telemetry.Timelines;
using Shepherd.GpuWorker.Telemetry.Traces;
using Shepherd.GpuWorker.Tests.Telemetry;
using Shepherd.Hosting.Prometheus;
using Shepherd.Schemas;

namespace Shepherd.Benchmarks.Telemetry;

/// <summary>Time and memory of telling one request's life, from taken to acknowledged, in batches of eight: with nobody listening, with metrics collected, and with the decision log as it is by default.</summary>
[MemoryDiagnoser]
public class TellingCost
{
    private const int Batch = 8;

    private WorkerMeter _meter = new();
    private BatchSpans _spans = new(Serving.Options);
    private MeterProvider? _provider;
    private IServingEvents _events = NoEvents.Instance;
    private WorkItem[] _items = [];
    private InferenceResult _result = null!;
    private LaneBatch _batch = null!;
    private FinishedBatch _done = null!;
    private long _nowNs;

    /// <summary>Who listens.</summary>
    [Params("nobody", "metrics", "metrics+decisions")]
    public string Listening { get; set; } = "";

    [GlobalSetup]
    public void Start()
    {
        var options = Serving.Options with { Decisions = Listening.Contains("decisions", StringComparison.Ordinal) ? DecisionLogging.Sampled : DecisionLogging.Off };
        var clock = new WorkerClock(TimeProvider.System);
        var decisions = new DecisionLog(options, Serving.NoPlan(), new WorkerClock(TimeProvider.System));
        _meter = new WorkerMeter();
        _spans = new BatchSpans(options);
        _events = new EventFan(
            new WorkerPulse(TimeProvider.System), new Waiting(), new LaneTimes(), new WorkerMetrics(options, _meter, clock), _spans, new TimelineLog(clock, new RecentTimelines(), decisions), decisions);
        if (Listening.StartsWith("metrics", StringComparison.Ordinal))
            _provider = Sdk.CreateMeterProviderBuilder().AddMeter(MetricNames.Scope).AddReader(new BaseExportingMetricReader(new PrometheusText())).Build();
        _nowNs = clock.NowNs;
        _items = [.. Enumerable.Range(0, Batch).Select(i => Serving.Item($"r{i}", _nowNs))];
        _batch = Serving.Batch(_nowNs, _items);
        _done = Serving.Done(_batch);
        _result = Serving.Result(_items[0]);
    }

    [GlobalCleanup]
    public void End()
    {
        _provider?.Dispose();
        _spans.Dispose();
        _meter.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Request()
    {
        // A millisecond a batch: the decision log takes the first hundred of each second.
        _nowNs += 1_000_000;
        foreach (var item in _items)
        {
            _events.Polled();
            _events.Taken(item.Record, item.Headers);
            _events.Arrived(item, _nowNs);
            _events.Stepped();
        }

        _events.Dispatched(_batch, _nowNs);
        _events.Finished(_batch, _done, _nowNs);
        foreach (var item in _items)
        {
            _events.Publishing(item.Record, _result);
            _events.Acknowledged(item.Record, _result, Serving.Results);
        }
    }
}

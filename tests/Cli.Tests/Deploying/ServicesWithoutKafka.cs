using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shepherd.Cli.Bench;
using Shepherd.GpuWorker;
using Shepherd.Hosting.Prometheus;
using Shepherd.Ingest;
using Shepherd.Planner;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.Cli.Tests.Deploying;

/// <summary>A worker, a planner and an HTTP front whose Kafka is not there: they serve health and metrics all the same, and have all their instruments.</summary>
public sealed class ServicesWithoutKafka : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, string> _addresses = new() { ["worker"] = FreePort.Address(), ["planner"] = FreePort.Address(), ["ingest"] = FreePort.Address() };
    private Task _running = Task.CompletedTask;

    /// <summary>Names as Prometheus has them, with the parts of histograms.</summary>
    public IReadOnlySet<string> Metrics => _metrics.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>The answer to a GET.</summary>
    public Task<HttpResponseMessage> GetAsync(string service, string path) => _http.GetAsync(new Uri($"http://{_addresses[service]}{path}"));

    public async Task InitializeAsync()
    {
        _listener.InstrumentPublished = (instrument, _) => Add(instrument);
        _listener.Start();
        // Nobody listens at port 1.
        var kafka = new KafkaOptions { BootstrapServers = "127.0.0.1:1" };
        _running = Task.WhenAll(
            WorkerHost.RunAsync(new WorkerOptions { Kafka = kafka, Models = Path.Combine(Repository.Samples, "replay"), Devices = ["replay:0"], Http = _addresses["worker"] }, _stop.Token),
            PlannerHost.RunAsync(new PlannerOptions { Kafka = kafka, Http = _addresses["planner"] }, _stop.Token),
            IngestHost.RunAsync(new IngestOptions { Kafka = kafka, Urls = $"http://{_addresses["ingest"]}" }, _stop.Token));
        foreach (var (service, path) in new[] { ("worker", "/health/live"), ("planner", "/health/live"), ("ingest", "/v2/health/live") })
            await Eventually.BecomesTrueAsync(() => IsAliveAsync(service, path), $"{service} answers");
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // Ended while they waited for Kafka.
        }

        _listener.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private void Add(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var type = kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : kind.Contains("UpDown", StringComparison.Ordinal) || !kind.Contains("Counter", StringComparison.Ordinal) ? "gauge" : "counter";
        var name = PrometheusNames.OfMetric(instrument.Name, instrument.Unit ?? "", type);
        foreach (var part in type == "histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : (string[])[name])
            _metrics[part] = true;
    }

    private async Task<bool> IsAliveAsync(string service, string path)
    {
        if (_running.IsFaulted)
            await _running;
        try
        {
            using var answer = await GetAsync(service, path);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

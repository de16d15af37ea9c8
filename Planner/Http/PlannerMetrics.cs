using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Shepherd.Hosting.Prometheus;
using Shepherd.Planner.Backlog;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Http;

/// <summary>The planner's metrics. Gauges show the look that was taken last: a scrape takes one first.</summary>
internal sealed class PlannerMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Scope = "Shepherd.Planner";

    private const string RuntimeMeter = "System.Runtime";

    private readonly Meter _meter = new(Scope, typeof(PlannerMetrics).Assembly.GetName().Version?.ToString(3));
    private readonly Counter<long> _commands;
    private readonly PrometheusText _text = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private volatile ClusterFacts _facts = new(null, [], [], []);

    public PlannerMetrics(ILeadership leadership, BacklogBook backlog)
    {
        _commands = _meter.CreateCounter<long>("shepherd.commands", "{command}", "Commands of operators");
        _meter.CreateObservableGauge("shepherd.planner.leading", () => leadership.IsLeading ? 1 : 0, "1", "1: this planner leads, 0: it follows");
        _meter.CreateObservableGauge("shepherd.assignment.epoch", () => _facts.Plan?.Epoch.Number ?? 0, "1", "Number of the plan in force, within its planner's term");
        _meter.CreateObservableGauge("shepherd.assignment.term", () => _facts.Plan?.Epoch.Term ?? 0, "1", "Term of the planner whose plan that is");
        _meter.CreateObservableGauge("shepherd.workers", () => Count(_facts.Workers.Select(w => w.Beat.State), "state"), "{worker}", "Live workers");
        _meter.CreateObservableGauge("shepherd.moves", () => Count(PlannedMove.Of(_facts).Select(m => m.Phase), "phase"), "{partition}", "Partitions on their way to another owner");
        _meter.CreateObservableGauge("shepherd.directives", () => Count(_facts.Directives.Select(d => d.Kind), "kind"), "{directive}", "Wishes of operators in force");
        _meter.CreateObservableGauge("shepherd.group.devices", () => _facts.Groups.Select(g => Of(_facts.DevicesOf(g.Group, _facts.Plan?.Assignments ?? []), g.Group)), "{device}", "Devices that serve a model group");
        Backlog("shepherd.backlog.work", "s", "Time of one device that the group's unanswered requests will take", backlog, g => g.DeviceS);
        Backlog("shepherd.oldest.slack", "s", "Least time left to a deadline of the requests queued at workers; negative past it, none where nothing waits", backlog, g => g.OldestSlackMs / 1000);
        Backlog("shepherd.backlog.requests", "{request}", "Requests in Kafka without an answer", backlog, g => g.LagRecords);
        Backlog("shepherd.arrival.rate", "{request}/s", "Arrivals in the newest window", backlog, g => g.ArrivalRps);
        Backlog("shepherd.forecast.rate", "{request}/s", "Arrivals that are planned for", backlog, g => g.ForecastRps);
        Backlog("shepherd.needed.devices", "{device}", "Devices that those keep busy", backlog, g => g.NeededDevices);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Scope, RuntimeMeter)
            // A process may have several planners, whose meters have one name: each exports its own.
            .AddView(instrument => instrument.Meter == _meter || instrument.Meter.Name == RuntimeMeter ? null : MetricStreamConfiguration.Drop)
            .AddReader(_reader = new BaseExportingMetricReader(_text))
            .Build();
    }

    public void Look(ClusterFacts facts) => _facts = facts;

    public void Commanded(string command, string outcome) => _commands.Add(1, new("command", command), new("outcome", outcome));

    /// <summary>All metrics in Prometheus' text format.</summary>
    public string WriteText()
    {
        // One scrape at a time: the exporter writes into one text.
        lock (_text)
        {
            _reader.Collect();
            return _text.Text;
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    private void Backlog(string name, string unit, string description, BacklogBook backlog, Func<GroupBacklog, double?> value) =>
        _meter.CreateObservableGauge(name, () => backlog.Current.Groups.Where(g => value(g) is not null).Select(g => Of(value(g)!.Value, g.Group)), unit, description);

    private static Measurement<double> Of(double value, string group) => new(value, new KeyValuePair<string, object?>("group", group));

    private static IEnumerable<Measurement<long>> Count<T>(IEnumerable<T> values, string label)
        where T : struct, Enum
    {
        var counts = values.CountBy(v => v).ToDictionary(c => c.Key, c => c.Value);
        // All of them, so that one that is gone reads 0 and not what it was.
        return Enum.GetValues<T>().Where(v => v.ToString() != nameof(WorkerState.Unknown)).Select(v => new Measurement<long>(counts.GetValueOrDefault(v), new KeyValuePair<string, object?>(label, v.ToString().ToLowerInvariant())));
    }
}

using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>The label sets of one model, built once, so that counting a request allocates nothing.</summary>
internal sealed class ModelTags
{
    private const int Priorities = ScheduledRequest.PriorityMax + 1;

    private readonly KeyValuePair<string, object?>[][] _outcomes;

    public ModelTags(string model, string group)
    {
        KeyValuePair<string, object?>[] own = [new(MetricNames.Model, model), new(MetricNames.Group, group)];
        (Model, Group, Own) = (model, group, own);
        Restarted = [.. own, new("kind", "restart")];
        Suspended = [.. own, new("kind", "suspend")];
        Lost = [.. own, new("kind", "lost")];
        _outcomes = [.. from outcome in Enum.GetValues<Outcome>()
                        from priority in Enumerable.Range(0, Priorities)
                        select (KeyValuePair<string, object?>[])
                        [
                            .. own,
                            new(MetricNames.Outcome, outcome.WireName()),
                            new(MetricNames.Priority, priority.ToString(CultureInfo.InvariantCulture)),
                        ]];
    }

    /// <summary>Model and group, as the labels say them.</summary>
    public string Model { get; }

    /// <inheritdoc cref="Model"/>
    public string Group { get; }

    /// <summary>Model and group.</summary>
    public KeyValuePair<string, object?>[] Own { get; }

    public KeyValuePair<string, object?>[] Restarted { get; }

    public KeyValuePair<string, object?>[] Suspended { get; }

    public KeyValuePair<string, object?>[] Lost { get; }

    /// <summary>Model, group, outcome and priority.</summary>
    public KeyValuePair<string, object?>[] Of(Outcome outcome, int priority) => _outcomes[((int)outcome * Priorities) + priority];
}

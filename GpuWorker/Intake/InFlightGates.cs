using System.Collections.Concurrent;

namespace Shepherd.GpuWorker.Intake;

/// <summary>What is in flight of each model group and each configured tenant: counted whether it is limited or not, so that somebody can look at it.</summary>
/// <param name="options">Whose limits hold.</param>
internal sealed class InFlightGates(WorkerOptions options)
{
    private readonly ConcurrentDictionary<string, IntakeGate> _groups = new(StringComparer.Ordinal);

    private readonly IntakeGate[] _tenants = [.. options.Tenants.Select(t => Create(new InFlightLimit(t.InFlightRecordsMax, t.InFlightBytesMax)))];

    /// <summary>Of the model groups of which anything was ever taken, or that are limited.</summary>
    public IEnumerable<KeyValuePair<string, IntakeGate>> Groups => _groups;

    /// <summary>Of the configured tenants, by their index.</summary>
    public IReadOnlyList<IntakeGate> Tenants => _tenants;

    public IntakeGate OfGroup(string group) =>
        _groups.TryGetValue(group, out var gate) ? gate : _groups.GetOrAdd(group, Create(options.GroupLimits.GetValueOrDefault(group) ?? InFlightLimit.None));

    private static IntakeGate Create(InFlightLimit limit) => limit.CreateGate() ?? new IntakeGate(int.MaxValue, long.MaxValue);
}

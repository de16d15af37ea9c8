using Shepherd.Core.Tenants;

namespace Shepherd.GpuWorker.Intake;

/// <summary>
/// What tenants may have in flight in this worker. A request over it is refused and not kept waiting: it shares its partition with others, who would wait with it. On the intake thread.
/// </summary>
internal sealed partial class TenantLimits(IReadOnlyList<Tenant> tenants, InFlightGates gates, TimeProvider time, ILogger logger)
{
    private readonly TellPace[] _paces = [.. tenants.Select(_ => new TellPace(time))];
    private readonly bool[] _isOver = new bool[tenants.Count];

    /// <summary>Counts a request with its tenant's until it is settled.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public string? TryTake(TakenRecord record)
    {
        // Counted already where its model was replaced just now, and it is accepted for the next.
        if (record.Tenant < 0 || record.TenantGate is not null)
            return null;
        var gate = gates.Tenants[record.Tenant];
        if (gate.IsFull)
            return Refuse(record.Tenant, gate);
        if (_isOver[record.Tenant] && gate.HasRoom)
            _isOver[record.Tenant] = false;
        gate.Take(record.Value.Length);
        record.TenantGate = gate;
        return null;
    }

    private string Refuse(int index, IntakeGate gate)
    {
        var (name, inFlight) = (tenants[index].Name, gate.Describe());
        // Told when it begins, which is once until there was room again.
        if (!_isOver[index] && _paces[index].IsDue(out var times))
            LogOver(name, inFlight, times);
        _isOver[index] = true;
        return $"tenant '{name}' has {inFlight} in flight at this worker: wait for answers before sending more, or raise its records= or bytes=";
    }

    [LoggerMessage(1, LogLevel.Warning, "Requests of tenant {Tenant} are REJECTED while it has {InFlight} in flight. Times since this was last told: {Times}")]
    private partial void LogOver(string tenant, string inFlight, long times);
}

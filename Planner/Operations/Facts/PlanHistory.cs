using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Facts;

/// <summary>Plans that one can go back to. Steps of one hand-over are one entry, with the newest epoch: their target is one. Thread-safe.</summary>
internal sealed class PlanHistory
{
    /// <summary>Days of ordinary planning, and a few hundred kB at most.</summary>
    public const int KeptMax = 100;

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _entries = new();

    /// <summary>Oldest first; each with the newest epoch of its entry.</summary>
    public IReadOnlyList<PlanRecord> All
    {
        get
        {
            lock (_lock)
                return [.. _entries.Select(e => e.Plan)];
        }
    }

    public void Add(PlanRecord plan)
    {
        lock (_lock)
        {
            var last = _entries.Last?.Value;
            if (last is not null && plan.Epoch <= last.Plan.Epoch)
                return;
            if (last is not null && IsSame(last.Plan, plan))
            {
                // The reason of the first step says why; those after it say how far it is.
                _entries.RemoveLast();
                _entries.AddLast(last with { Plan = plan with { Reason = last.Plan.Reason } });
                return;
            }

            _entries.AddLast(new Entry(plan, plan.Epoch));
            if (_entries.Count > KeptMax)
                _entries.RemoveFirst();
        }
    }

    /// <summary>The entry that an epoch belongs to, be it the first or the last step; null: none.</summary>
    public PlanRecord? Find(Epoch epoch)
    {
        lock (_lock)
            return _entries.FirstOrDefault(e => e.From <= epoch && epoch <= e.Plan.Epoch)?.Plan;
    }

    private static bool IsSame(PlanRecord a, PlanRecord b) =>
        Targets.Assignments.Same(a.Wanted, b.Wanted) && a.Directives.SequenceEqual(b.Directives, DirectiveEquality.Instance);

    private sealed record Entry(PlanRecord Plan, Epoch From);
}

namespace Shepherd.Core.HandOver;

/// <summary>
/// One step of every hand-over, make before break: PREPARE (the new owner loads the models), REVOKE (the plan leaves the partition out, its owner answers what it has and lets go), ASSIGN (the plan gives it to the new owner). Pure and
/// level-triggered: called on every event with what is known now, it says what the next plan assigns and what each partition waits for; called again with the same it says the same.
/// </summary>
public static class HandOverPlanner
{
    /// <summary>Decides.</summary>
    /// <param name="history">The plan in force, and whom partitions were taken from before it.</param>
    /// <param name="target">Who is to own what, whole; null: what is assigned stays.</param>
    /// <param name="workers">Every worker that may hold partitions, in any order, each once.</param>
    public static HandOverStep Next(OwnerHistory history, IReadOnlyDictionary<GroupPartition, string>? target, IEnumerable<WorkerStatus> workers)
    {
        var known = new SortedDictionary<string, WorkerStatus>(StringComparer.Ordinal);
        foreach (var worker in workers)
            known.Add(worker.Worker, worker);
        var run = new Run(history, target, known);
        var partitions = new SortedSet<GroupPartition>(history.Assigned.Keys);
        partitions.UnionWith(target?.Keys ?? []);
        var phases = new List<PartitionPhase>(partitions.Count);
        foreach (var partition in partitions)
            phases.Add(run.Decide(partition));
        return new HandOverStep(run.Assigned, phases, run.IsPlanNeeded);
    }

    private sealed class Run(OwnerHistory history, IReadOnlyDictionary<GroupPartition, string>? target, SortedDictionary<string, WorkerStatus> workers)
    {
        private readonly SortedDictionary<string, int> _load = new(StringComparer.Ordinal);

        public SortedDictionary<GroupPartition, string> Assigned { get; } = [];

        public bool IsPlanNeeded { get; private set; }

        public PartitionPhase Decide(GroupPartition partition)
        {
            var owner = history.Assigned.GetValueOrDefault(partition);
            var wanted = target is null ? owner : target.GetValueOrDefault(partition);
            if (owner is null)
                return wanted is null ? new PartitionPhase(partition, HandOverPhase.Stable, HandOverReason.Paused, null, null) : TryAssign(partition, null, wanted);
            if (!workers.TryGetValue(owner, out var status))
                return wanted is null ? Revoke(partition, owner, null) : TryAssign(partition, owner, wanted);
            if (wanted is null)
                return Revoke(partition, owner, null);
            // An owner that ends has stopped taking: nothing is gained by waiting for its successor's models.
            if (status.Life == WorkerLife.Draining)
                return Choose(partition, wanted, owner) is { } next ? Revoke(partition, owner, next) : Keep(partition, HandOverPhase.Preparing, HandOverReason.TargetAway, owner, wanted);
            if (owner == wanted)
                return Settle(partition, status);
            if (CanTake(wanted, partition))
                return Revoke(partition, owner, wanted);
            if (IsVoid(partition, status))
                return Renew(partition, HandOverPhase.Preparing, owner, wanted);
            var isLoading = workers.TryGetValue(wanted, out var next2) && next2.Life is WorkerLife.Ready or WorkerLife.Starting;
            return Keep(partition, HandOverPhase.Preparing, isLoading ? HandOverReason.TargetCold : HandOverReason.TargetAway, owner, wanted);
        }

        private PartitionPhase Settle(GroupPartition partition, WorkerStatus owner)
        {
            if (owner.Owned.Contains(partition) && owner.Life == WorkerLife.Ready)
                return Keep(partition, HandOverPhase.Stable, HandOverReason.None, owner.Worker, owner.Worker);
            if (!owner.Warm.Contains(partition.Group))
                return Keep(partition, HandOverPhase.Assigning, HandOverReason.TargetCold, owner.Worker, owner.Worker);
            return IsVoid(partition, owner)
                ? Renew(partition, HandOverPhase.Assigning, owner.Worker, owner.Worker)
                : Keep(partition, HandOverPhase.Assigning, HandOverReason.NotServing, owner.Worker, owner.Worker);
        }

        /// <summary>The owner follows the plan that gives it the partition, could serve it, and does not: the plan is older than its lease.</summary>
        private bool IsVoid(GroupPartition partition, WorkerStatus owner) =>
            !owner.Owned.Contains(partition) && owner.Life == WorkerLife.Ready && owner.Warm.Contains(partition.Group) && owner.Followed >= history.Epoch;

        private PartitionPhase Renew(GroupPartition partition, HandOverPhase phase, string owner, string wanted)
        {
            IsPlanNeeded = true;
            return Keep(partition, phase, HandOverReason.Renewed, owner, wanted);
        }

        private PartitionPhase Revoke(GroupPartition partition, string owner, string? next)
        {
            IsPlanNeeded = true;
            return new PartitionPhase(partition, HandOverPhase.Revoking, next is null ? HandOverReason.Paused : HandOverReason.Held, owner, next);
        }

        private PartitionPhase TryAssign(GroupPartition partition, string? owner, string wanted)
        {
            if (Choose(partition, wanted, owner) is not { } next)
                return owner is null
                    ? new PartitionPhase(partition, HandOverPhase.Preparing, HandOverReason.TargetAway, null, wanted)
                    : Keep(partition, HandOverPhase.Preparing, HandOverReason.TargetAway, owner, wanted);
            if (FindHolder(partition, next, owner) is var (holder, reason))
            {
                if (owner is not null)
                    Assigned.Add(partition, owner);
                return new PartitionPhase(partition, HandOverPhase.Revoking, reason, holder, next);
            }

            Give(partition, next);
            IsPlanNeeded |= next != owner;
            return new PartitionPhase(partition, HandOverPhase.Assigning, HandOverReason.NotServing, owner ?? history.LastOwnerOf(partition)?.Worker, next);
        }

        /// <summary>Who gets a partition that nobody serves: the target's owner if it is warm, else whoever is, else the target's owner, who loads the models first.</summary>
        private string? Choose(GroupPartition partition, string wanted, string? except)
        {
            if (wanted != except && CanTake(wanted, partition))
                return wanted;
            string? best = null;
            foreach (var worker in workers.Values)
            {
                if (worker.Worker != except && worker.Life == WorkerLife.Ready && worker.Spare.Contains(partition.Group) && (best is null || Load(worker.Worker) < Load(best)))
                    best = worker.Worker;
            }

            return best ?? (wanted != except && workers.TryGetValue(wanted, out var cold) && cold.Life == WorkerLife.Ready ? wanted : null);
        }

        /// <summary>Who may still take or answer requests of a partition that the plan gives to nobody alive.</summary>
        private (string Holder, HandOverReason Reason)? FindHolder(GroupPartition partition, string next, string? owner)
        {
            foreach (var worker in workers.Values)
            {
                if (worker.Worker != next && worker.Owned.Contains(partition))
                    return (worker.Worker, HandOverReason.Held);
            }

            // Its owner is no worker any more: nobody else was given it since.
            if (owner is not null)
                return null;
            if (history.LastOwnerOf(partition) is { } last)
                return last.Worker != next && workers.TryGetValue(last.Worker, out var before) && before.Followed < last.TakenBy ? (last.Worker, HandOverReason.NotFollowed) : null;
            // Whose it was is not known: it could be anybody's who has not read the plan that leaves it out.
            foreach (var worker in workers.Values)
            {
                if (worker.Worker != next && worker.Followed < history.Epoch)
                    return (worker.Worker, HandOverReason.NotFollowed);
            }

            return null;
        }

        private bool CanTake(string worker, GroupPartition partition) => workers.TryGetValue(worker, out var status) && status.Life == WorkerLife.Ready && status.Warm.Contains(partition.Group);

        private PartitionPhase Keep(GroupPartition partition, HandOverPhase phase, HandOverReason reason, string owner, string wanted)
        {
            Give(partition, owner);
            return new PartitionPhase(partition, phase, reason, owner, wanted);
        }

        private void Give(GroupPartition partition, string worker)
        {
            Assigned.Add(partition, worker);
            _load[worker] = Load(worker) + 1;
        }

        private int Load(string worker) => _load.GetValueOrDefault(worker);
    }
}

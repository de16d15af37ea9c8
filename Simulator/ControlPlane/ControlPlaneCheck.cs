using Shepherd.Core.HandOver;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>
/// What must hold after every step, from outside: it sees all workers and the broker at once, and keeps its own account of leases. <c>committed ≤ watermark ≤ released ≤ end</c>, committed never back; one owner of a partition at a time;
/// nothing answered or committed without a lease or under a plan older than it; nothing taken from an owner for one that never had the models.
/// </summary>
internal sealed class ControlPlaneCheck(Timeline time, ControlPlaneScenario scenario, SimBroker broker)
{
    private readonly SortedDictionary<GroupPartition, SortedDictionary<long, int>> _answers = [];
    private readonly SortedDictionary<GroupPartition, long> _answeredTo = [];
    private readonly SortedDictionary<string, long> _leaseEnds = new(StringComparer.Ordinal);

    public SortedDictionary<GroupPartition, string> Owners { get; } = [];

    public int Repeats { get; private set; }

    public int Moves { get; private set; }

    public long Answered => _answers.Values.Sum(a => (long)a.Count);

    /// <summary>A heartbeat that was sent then is acknowledged: the only thing that prolongs a lease.</summary>
    public void OnLease(string worker, long sentNs) => _leaseEnds[worker] = Math.Max(_leaseEnds.GetValueOrDefault(worker), sentNs + scenario.TtlNs);

    /// <summary>The process is no more.</summary>
    public void OnEnded(string worker)
    {
        _leaseEnds.Remove(worker);
        OnGivenUp(worker);
    }

    /// <summary>It has dropped all that it had, unanswered.</summary>
    public void OnGivenUp(string worker)
    {
        foreach (var partition in Owners.Where(o => o.Value == worker).Select(o => o.Key).ToList())
            Owners.Remove(partition);
    }

    public void OnTaken(string worker, GroupPartition partition, long from)
    {
        Require(HasLease(worker), $"{worker} takes {partition} without a lease");
        if (Owners.TryGetValue(partition, out var other) && other != worker)
            Require(!HasLease(other), $"{worker} takes {partition}, which {other} still owns");
        Require(from >= broker.Committed.GetValueOrDefault(partition) || from <= AnsweredTo(partition), $"{worker} begins {partition} at {from}, past what is answered");
        Moves += other is not null && other != worker ? 1 : 0;
        Owners[partition] = worker;
    }

    public void OnReleased(string worker, GroupPartition partition, long released)
    {
        Require(broker.Committed.GetValueOrDefault(partition) == released, $"{worker} releases {partition} at {released}, and {broker.Committed.GetValueOrDefault(partition)} is committed");
        if (Owners.GetValueOrDefault(partition) == worker)
            Owners.Remove(partition);
    }

    /// <summary>A worker sends an answer.</summary>
    public void OnPublish(string worker, GroupPartition partition, PlanEpoch under, PlanEpoch leaseFloor)
    {
        Require(HasLease(worker), $"{worker} answers a request of {partition} without a lease");
        Require(under > leaseFloor, $"{worker} answers a request of {partition} under {under}, older than its lease");
        Require(Owners.GetValueOrDefault(partition) == worker, $"{worker} answers a request of {partition}, which is {Owners.GetValueOrDefault(partition) ?? "nobody"}'s");
    }

    public void OnAnswer(GroupPartition partition, long offset)
    {
        if (!_answers.TryGetValue(partition, out var answers))
            _answers.Add(partition, answers = []);
        Repeats += answers.TryAdd(offset, 1) ? 0 : 1;
        var to = _answeredTo.GetValueOrDefault(partition);
        while (answers.ContainsKey(to))
            to++;
        _answeredTo[partition] = to;
        time.Note(1, offset);
    }

    /// <summary>A commit arrives at the broker.</summary>
    public void OnCommit(string worker, GroupPartition partition, long offset)
    {
        Require(offset >= broker.Committed.GetValueOrDefault(partition), $"the committed offset of {partition} goes back from {broker.Committed.GetValueOrDefault(partition)} to {offset} ({worker})");
        Require(offset <= AnsweredTo(partition), $"{worker} commits {offset} of {partition}, and {AnsweredTo(partition)} has no answer");
        Require(offset <= broker.Ends.GetValueOrDefault(partition), $"{worker} commits {offset} of {partition}, past its end");
        broker.Committed[partition] = offset;
        time.Note(2, offset);
    }

    /// <summary>A plan that counts is in the log.</summary>
    public void OnPlan(SimPlan? before, SimPlan plan)
    {
        time.Note(3, (plan.Epoch.Term * 1000) + plan.Epoch.Number);
        if (before is null)
            return;
        Require(plan.Epoch > before.Epoch, $"plan {plan.Epoch} follows {before.Epoch}");
        foreach (var (partition, owner) in before.Assigned)
        {
            if (plan.Assigned.ContainsKey(partition) || !plan.Target.TryGetValue(partition, out var next) || next == owner || !IsServing(owner))
                continue;
            Require(
                broker.Beats.Records.Exists(b => b.Value.Worker == next && b.Value.Warm.Contains(partition.Group)),
                $"plan {plan.Epoch} takes {partition} from {owner} for {next}, which never had the models");
        }
    }

    public bool IsAllAnswered => broker.Ends.All(e => AnsweredTo(e.Key) == e.Value && broker.Committed.GetValueOrDefault(e.Key) == e.Value);

    public void Require(bool holds, string what)
    {
        if (!holds)
            throw new ControlPlaneException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"seed {scenario.Seed}, {time.NowNs / 1e9:0.000} s: {what}"));
    }

    private bool HasLease(string worker) => time.NowNs < _leaseEnds.GetValueOrDefault(worker);

    private bool IsServing(string worker) => broker.Beats.Records.FindLast(b => b.Value.Worker == worker).Value is { IsGoodbye: false, Life: WorkerLife.Ready };

    private long AnsweredTo(GroupPartition partition) => _answeredTo.GetValueOrDefault(partition);
}

/// <summary>The protocol did not hold.</summary>
internal sealed class ControlPlaneException(string message) : Exception(message);

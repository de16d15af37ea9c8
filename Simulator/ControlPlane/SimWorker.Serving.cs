using Shepherd.Core.HandOver;
using Shepherd.Core.Offsets;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>What it does with its partitions.</summary>
internal sealed partial class SimWorker
{
    /// <summary>Goes towards what the plan says: loads, takes, lets go.</summary>
    private void Follow()
    {
        if (_plan is null || !IsUp)
            return;
        Load();
        if (!HasLease() && _scenario.Flaw != ProtocolFlaw.ServeWithoutLease)
        {
            _followed = _plan.Epoch;
            return;
        }

        var isMeant = _plan.Epoch > _lease.Floor && _life == WorkerLife.Ready;
        foreach (var holding in _holdings.Values.ToList())
        {
            if (isMeant && _plan.Assigned.GetValueOrDefault(holding.Partition) == Name)
                continue;
            holding.IsLeaving = true;
            if (holding.Watermark is null)
                Drop(holding);
        }

        foreach (var (partition, owner) in _plan.Assigned)
        {
            if (isMeant && owner == Name && _warm.Contains(partition.Group) && !_holdings.ContainsKey(partition))
                Begin(partition);
        }

        if (_holdings.Values.All(h => h.Watermark is not null))
            _followed = _plan.Epoch;
        ReleaseSettled();
        BeatNow();
    }

    private void Load()
    {
        var wanted = _plan!.Assigned.Concat(_plan.Target).Where(a => a.Value == Name).Select(a => a.Key.Group).ToHashSet(StringComparer.Ordinal);
        _warm.RemoveWhere(g => !wanted.Contains(g) && !_holdings.Keys.Any(p => p.Group == g));
        foreach (var group in wanted.Order(StringComparer.Ordinal))
        {
            if (_life != WorkerLife.Ready || _warm.Contains(group) || !_loading.Add(group))
                continue;
            Later(Time.Draw(20 * Span.Ms, 600 * Span.Ms), () =>
            {
                _loading.Remove(group);
                _warm.Add(group);
                Follow();
                BeatNow();
            });
        }
    }

    private void Begin(GroupPartition partition)
    {
        var holding = new Holding(partition, _plan!.Epoch);
        _holdings.Add(partition, holding);
        long committed = 0;
        _reads.Send(() => !holding.IsDropped, () => committed = _broker.Committed.GetValueOrDefault(partition), isRead =>
        {
            if (!isRead || holding.IsDropped)
                return;
            if (!HasLease() || holding.IsLeaving)
            {
                Drop(holding);
                return;
            }

            (holding.Watermark, holding.Next, holding.Committed) = (new PartitionWatermark(committed), committed, committed);
            _check.OnTaken(Name, partition, committed);
            Follow();
            Take(holding);
        });
    }

    private void Take()
    {
        foreach (var holding in _holdings.Values.ToList())
            Take(holding);
    }

    public void Arrived(GroupPartition partition)
    {
        if (IsUp && !IsStopped && _holdings.TryGetValue(partition, out var holding))
            Take(holding);
    }

    private void Take(Holding holding)
    {
        if (IsStopped || !_broker.IsUp || holding.Watermark is null || holding.IsLeaving || holding.IsDropped || !HasLease())
            return;
        while (holding.Next < _broker.Ends[holding.Partition])
        {
            var offset = holding.Next++;
            holding.Watermark.Take(offset);
            Later(Time.Draw(Span.Ms, 80 * Span.Ms), () => Publish(holding, offset));
        }
    }

    private void Publish(Holding holding, long offset) => _results.Send(
        () =>
        {
            if (holding.IsDropped || (!HasLease() && _scenario.Flaw != ProtocolFlaw.ServeWithoutLease))
                return false;
            _check.OnPublish(Name, holding.Partition, holding.Epoch, _lease.Floor);
            return true;
        },
        () => _check.OnAnswer(holding.Partition, offset),
        isTaken =>
        {
            if (!isTaken || holding.IsDropped)
                return;
            holding.Watermark!.Complete(offset);
            if (holding.IsLeaving)
                Commit();
        });

    private void CommitTick()
    {
        Commit();
        Take();
        Later(CommitNs, CommitTick);
    }

    private void Commit()
    {
        foreach (var holding in _holdings.Values.ToList())
        {
            if (holding.Watermark is not { } watermark || watermark.Watermark == holding.Committed || holding.IsCommitting)
                continue;
            holding.IsCommitting = true;
            var offset = watermark.Watermark;
            _commits.Send(() => MayCommit(holding), () => _check.OnCommit(Name, holding.Partition, offset), isTaken =>
            {
                holding.IsCommitting = false;
                if (isTaken)
                    holding.Committed = offset;
                ReleaseSettled();
                if (holding.IsLeaving && isTaken && !holding.IsSettled)
                    Commit();
            });
        }

        ReleaseSettled();
    }

    /// <summary>What is sent must arrive while the lease holds: nobody can call it back.</summary>
    private bool MayCommit(Holding holding)
    {
        if (_scenario.Flaw == ProtocolFlaw.ServeWithoutLease)
            return !holding.IsDropped;
        return !holding.IsDropped && HasLease() && (_scenario.Flaw == ProtocolFlaw.CommitToTheLast || _lease.EndsNs - Time.NowNs > _scenario.TransitMaxNs);
    }

    private void ReleaseSettled()
    {
        var released = _holdings.Values.Where(h => h.IsLeaving && (h.IsSettled || _scenario.Flaw == ProtocolFlaw.ReleaseUncommitted)).ToList();
        foreach (var holding in released)
        {
            _check.OnReleased(Name, holding.Partition, holding.Watermark!.Watermark);
            Drop(holding);
        }

        if (released.Count == 0)
            return;
        // One that was given back meanwhile begins again where it was released.
        Follow();
        BeatNow();
    }

    private void Drop(Holding holding)
    {
        holding.IsDropped = true;
        _holdings.Remove(holding.Partition);
    }
}

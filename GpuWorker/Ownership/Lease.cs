using Shepherd.Core.HandOver;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Ownership;

/// <summary>The worker's lease, by its own clock: changed under a lock, asked without one. Whoever acts on it asks right before it acts, since the process may have been stopped since it asked last.</summary>
internal sealed class Lease
{
    private readonly Lock _lock = new();
    private readonly LeaseClock _clock;
    private readonly WorkerLease _lease;
    private long _sendNs;
    private long _endsNs = long.MinValue;

    public Lease(WorkerOptions options, LeaseClock clock)
    {
        (_clock, _sendNs) = (clock, options.SendTimeout.Ticks * TimeSpan.NanosecondsPerTick);
        _lease = new WorkerLease(options.LeaseTtl.Ticks * TimeSpan.NanosecondsPerTick, clock.NowNs);
    }

    /// <summary>A heartbeat was acknowledged, or the plans were read; from any thread.</summary>
    public event Action? Changed;

    /// <summary>By the clock that it is counted by.</summary>
    public long NowNs => _clock.NowNs;

    /// <summary>Records may be taken.</summary>
    public bool Holds => _clock.NowNs < Volatile.Read(ref _endsNs);

    /// <summary>Results and commits may be handed to the client: it may keep them for <see cref="WorkerOptions.SendTimeout"/>, and even then they leave while the lease holds.</summary>
    public bool MaySend => Volatile.Read(ref _endsNs) is var ends && ends != long.MinValue && _clock.NowNs < ends - Volatile.Read(ref _sendNs);

    /// <summary>How long it holds yet; zero while fenced.</summary>
    public TimeSpan Left => Volatile.Read(ref _endsNs) is var ends && ends == long.MinValue ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, ends - _clock.NowNs) / TimeSpan.NanosecondsPerTick);

    /// <inheritdoc cref="WorkerLease.TtlNs"/>
    public TimeSpan Ttl
    {
        get
        {
            lock (_lock)
                return TimeSpan.FromTicks(_lease.TtlNs / TimeSpan.NanosecondsPerTick);
        }
    }

    /// <inheritdoc cref="WorkerLease.Floor"/>
    public Epoch Floor
    {
        get
        {
            lock (_lock)
                return new Epoch(_lease.Floor.Term, _lease.Floor.Number);
        }
    }

    /// <summary>A heartbeat has been acknowledged since it ran out: see <see cref="PlanRead"/>.</summary>
    public bool AwaitsPlan
    {
        get
        {
            lock (_lock)
                return _lease.AwaitsPlan;
        }
    }

    /// <summary>Notices that it ran out.</summary>
    /// <returns>True while it holds.</returns>
    public bool Check()
    {
        lock (_lock)
        {
            var holds = _lease.Check(_clock.NowNs);
            Show_NeedsLock();
            return holds;
        }
    }

    /// <inheritdoc cref="WorkerLease.Shorten"/>
    public void Shorten(TimeSpan ttl)
    {
        lock (_lock)
        {
            _lease.Shorten(ttl.Ticks * TimeSpan.NanosecondsPerTick);
            Volatile.Write(ref _sendNs, Math.Min(_sendNs, _lease.TtlNs / 2));
            Show_NeedsLock();
        }

        Changed?.Invoke();
    }

    /// <inheritdoc cref="WorkerLease.Acknowledge"/>
    public void Acknowledge(long sentNs)
    {
        lock (_lock)
        {
            _lease.Acknowledge(sentNs, _clock.NowNs);
            Show_NeedsLock();
        }

        Changed?.Invoke();
    }

    /// <inheritdoc cref="WorkerLease.PlanRead"/>
    public bool PlanRead(long askedNs, Epoch newest)
    {
        bool holds;
        lock (_lock)
        {
            holds = _lease.PlanRead(askedNs, new PlanEpoch(newest.Term, newest.Number), _clock.NowNs);
            Show_NeedsLock();
        }

        Changed?.Invoke();
        return holds;
    }

    private void Show_NeedsLock() => Volatile.Write(ref _endsNs, _lease.EndsNs);
}

using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Policies;

/// <summary>Drives a policy by hand, in milliseconds; all of it decides at an instant stays readable until the next event.</summary>
internal sealed class PolicyDriver
{
    private const long Ms = 1_000_000;
    private readonly ISchedulingPolicy _policy;
    private readonly List<Decision> _decisions = [];
    private long _sequence;

    /// <summary>Each model: milliseconds per request and per batch, and the largest batch.</summary>
    public PolicyDriver(ISchedulingPolicy policy, int lanes, params (int AlphaMs, int BetaMs, int MaxBatch)[] models)
    {
        _policy = policy;
        var served = models.Select((m, i) => new ServedModel($"m{i}", m.MaxBatch, new LinearLatency(m.AlphaMs * Ms, m.BetaMs * Ms))).ToList();
        policy.OnPlan(new ServingPlan(served, lanes), 0, _decisions);
    }

    public double NextWakeMs => _policy.NextWakeNs == long.MaxValue ? double.PositiveInfinity : _policy.NextWakeNs / (double)Ms;

    public int Queued => _policy.Queued;

    /// <summary>Each batch that was started: its lane and the sequence numbers of its requests.</summary>
    public IReadOnlyList<(int Lane, long[] Requests)> Batches =>
        [.. _decisions.Where(d => d.Verb == DecisionVerb.Dispatch).Select(d => (d.Lane, d.Batch!.Select(r => r.Sequence).ToArray()))];

    public IReadOnlyList<long> Dropped => [.. _decisions.Where(d => d.Verb == DecisionVerb.Drop).Select(d => d.Dropped!.Sequence)];

    public long Arrive(double atMs, double sloMs, int model = 0)
    {
        _decisions.Clear();
        var atNs = (long)(atMs * Ms);
        var request = new ScheduledRequest { Sequence = _sequence++, Model = model, Bucket = 0, ArrivalNs = atNs, DeadlineNs = atNs + (long)(sloMs * Ms) };
        _policy.OnArrival(request, atNs, _decisions);
        return request.Sequence;
    }

    public void Finish(double atMs, int lane = 0)
    {
        _decisions.Clear();
        _policy.OnFinished(lane, (long)(atMs * Ms), _decisions);
    }

    public void Tick(double atMs)
    {
        _decisions.Clear();
        _policy.OnTime((long)(atMs * Ms), _decisions);
    }
}

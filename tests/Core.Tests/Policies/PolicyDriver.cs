using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Tenants;

namespace Shepherd.Core.Tests.Policies;

/// <summary>Drives a policy by hand, in milliseconds; all of it decides at an instant stays readable until the next event.</summary>
internal sealed class PolicyDriver
{
    private const long Ms = 1_000_000;
    private readonly ISchedulingPolicy _policy;
    private readonly List<Decision> _decisions = [];
    private readonly List<ScheduledRequest> _requests = [];
    private ServingPlan _plan;

    /// <summary>Each model: milliseconds per request and per batch, and the largest batch.</summary>
    public PolicyDriver(ISchedulingPolicy policy, int lanes, params (int AlphaMs, int BetaMs, int MaxBatch)[] models)
        : this(policy, PreemptionTerms.None, lanes, models)
    {
    }

    public PolicyDriver(ISchedulingPolicy policy, PreemptionTerms terms, int lanes, params (int AlphaMs, int BetaMs, int MaxBatch)[] models)
    {
        _policy = policy;
        var served = models.Select((m, i) => new ServedModel($"m{i}", m.MaxBatch, new LinearLatency(m.AlphaMs * Ms, m.BetaMs * Ms))).ToList();
        _plan = new ServingPlan(served, lanes) { Preemption = terms };
        policy.OnPlan(_plan, 0, _decisions);
    }

    /// <summary>From now on a tier is gained in another time.</summary>
    public void Age(double atMs, double ageingMs)
    {
        _decisions.Clear();
        _plan = _plan with { AgeingNs = (long)(ageingMs * Ms) };
        _policy.OnPlan(_plan, (long)(atMs * Ms), _decisions);
    }

    public double NextWakeMs => _policy.NextWakeNs == long.MaxValue ? double.PositiveInfinity : _policy.NextWakeNs / (double)Ms;

    public int Queued => _policy.Queued;

    public IReadOnlyList<DecisionVerb> Verbs => [.. _decisions.Select(d => d.Verb)];

    /// <summary>Each batch that was started: its lane and the sequence numbers of its requests.</summary>
    public IReadOnlyList<(int Lane, long[] Requests)> Batches =>
        [.. _decisions.Where(d => d.Verb == DecisionVerb.Dispatch).Select(d => (d.Lane, d.Batch!.Select(r => r.Sequence).ToArray()))];

    /// <summary>Lanes that are to stop.</summary>
    public IReadOnlyList<int> Stopping => [.. _decisions.Where(d => d.Verb is DecisionVerb.PreemptRestart or DecisionVerb.PreemptSuspend).Select(d => d.Lane)];

    public IReadOnlyList<long> Dropped => [.. Drops.Select(d => d.Request)];

    public IReadOnlyList<(long Request, DropReason Reason)> Drops =>
        [.. _decisions.Where(d => d.Verb == DecisionVerb.Drop).Select(d => (d.Dropped!.Sequence, d.Reason))];

    public int ModelOf(long request) => _requests[(int)request].Model;

    /// <summary>The same models with tenants.</summary>
    public void Plan(double atMs, params Tenant[] tenants)
    {
        _decisions.Clear();
        _plan = _plan with { Tenants = tenants };
        _policy.OnPlan(_plan, (long)(atMs * Ms), _decisions);
    }

    /// <summary>So many lanes, of which some take no batch.</summary>
    public void PlanLanes(double atMs, int lanes, params int[] closed)
    {
        _decisions.Clear();
        _plan = _plan with { Lanes = lanes, Closed = closed };
        _policy.OnPlan(_plan, (long)(atMs * Ms), _decisions);
    }

    public long Arrive(double atMs, double sloMs, int model = 0, int priority = ScheduledRequest.DefaultPriority, int tenant = ScheduledRequest.NoTenant)
    {
        _decisions.Clear();
        var atNs = (long)(atMs * Ms);
        var request = new ScheduledRequest
        {
            Sequence = _requests.Count,
            Model = model,
            Bucket = 0,
            ArrivalNs = atNs,
            DeadlineNs = atNs + (long)(sloMs * Ms),
            Priority = priority,
            Tenant = tenant,
        };
        _requests.Add(request);
        _policy.OnArrival(request, atNs, _decisions);
        return request.Sequence;
    }

    public void Cancel(double atMs, long request)
    {
        _decisions.Clear();
        _policy.OnCancelled(_requests[(int)request], (long)(atMs * Ms), _decisions);
    }

    public void Finish(double atMs, int lane = 0)
    {
        _decisions.Clear();
        _policy.OnFinished(lane, (long)(atMs * Ms), _decisions);
    }

    public void Preempted(double atMs, int lane = 0)
    {
        _decisions.Clear();
        _policy.OnPreempted(lane, (long)(atMs * Ms), _decisions);
    }

    public void Tick(double atMs)
    {
        _decisions.Clear();
        _policy.OnTime((long)(atMs * Ms), _decisions);
    }
}

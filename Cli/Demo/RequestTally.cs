using Shepherd.Schemas;

namespace Shepherd.Cli.Demo;

/// <summary>Counts what became of requests; any thread may add. Keeps every latency (8 bytes a request), so that percentiles are exact.</summary>
internal sealed class RequestTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<Outcome, long> _outcomes = [];
    private readonly List<TimeSpan> _latencies = [];
    private long _inTime;
    private long _lost;
    private long _withdrawn;
    private int _inFlight;

    public void Start() => Interlocked.Increment(ref _inFlight);

    /// <summary>An outcome came.</summary>
    /// <param name="outcome">Which.</param>
    /// <param name="latency">From the call to the outcome.</param>
    /// <param name="inTime">It came by its deadline.</param>
    public void Finish(Outcome outcome, TimeSpan latency, bool inTime)
    {
        lock (_gate)
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome == Outcome.Ok)
            {
                _latencies.Add(latency);
                _inTime += inTime ? 1 : 0;
            }
        }

        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>No outcome came, ever: the promise is broken, or the request could not be published.</summary>
    public void Lose()
    {
        Interlocked.Increment(ref _lost);
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>The user stopped waiting.</summary>
    public void Withdraw()
    {
        Interlocked.Increment(ref _withdrawn);
        Interlocked.Decrement(ref _inFlight);
    }

    public TallySnapshot Snapshot()
    {
        lock (_gate)
        {
            _latencies.Sort();
            return new TallySnapshot(
                new SortedDictionary<Outcome, long>(_outcomes),
                Interlocked.Read(ref _lost),
                Interlocked.Read(ref _withdrawn),
                Volatile.Read(ref _inFlight),
                _inTime,
                Percentile.Of(_latencies, 50),
                Percentile.Of(_latencies, 99));
        }
    }
}

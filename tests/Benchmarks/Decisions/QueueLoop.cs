using BenchmarkDotNet.Attributes;
using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;

namespace Shepherd.Benchmarks.Decisions;

/// <summary>Time and memory of one request in the queue of one model, by itself: added, and taken in a batch from the head, with a queue of constant length; and of one search.</summary>
[MemoryDiagnoser]
public class QueueLoop
{
    private const int Batch = 32;

    /// <summary>Long enough that one iteration is far above the clock's grain.</summary>
    private const int Requests = 64_000;

    private const long GapNs = 1_000;

    private readonly List<ScheduledRequest> _taken = new(Batch);
    private ScheduledRequest[] _requests = [];
    private long[] _instantsNs = [];
    private DeadlineQueue _queue = new(0, 0);

    [Params(1_000, 10_000, 100_000)]
    public int Queued { get; set; }

    /// <summary>Deadlines that differ by up to half the wait: sorted in, not appended.</summary>
    [Params(false, true)]
    public bool OwnDeadlines { get; set; }

    [IterationSetup]
    public void Fill()
    {
        var random = new SeededRandom(1);
        var waitNs = Queued * GapNs;
        _requests = new ScheduledRequest[Queued + Requests];
        for (var i = 0; i < _requests.Length; i++)
        {
            var slackNs = OwnDeadlines ? (long)(waitNs * (1 + (random.NextUnit() / 2))) : waitNs;
            _requests[i] = new ScheduledRequest { Sequence = i, Model = 0, Bucket = 0, ArrivalNs = i * GapNs, DeadlineNs = (i * GapNs) + slackNs };
        }

        _queue = new DeadlineQueue(0, 0);
        // As long as the loop lets it become, with lists and pools as large as they get.
        for (var i = 0; i < Queued; i++)
            _queue.Add(_requests[i]);
        _instantsNs = new long[Requests];
        for (var i = 0; i < Requests; i++)
            _instantsNs[i] = waitNs + (long)(random.NextUnit() * waitNs);
    }

    [Benchmark(OperationsPerInvoke = Requests)]
    public void AddAndTake()
    {
        for (var i = 0; i < Requests; i++)
        {
            _queue.Add(_requests[Queued + i]);
            if (i % Batch != Batch - 1)
                continue;
            _taken.Clear();
            _queue.TakeRange(0, Batch, _taken);
        }
    }

    [Benchmark(OperationsPerInvoke = Requests)]
    public long FindAndRead()
    {
        var sum = 0L;
        for (var i = 0; i < Requests; i++)
            sum += _queue[Math.Min(_queue.FirstDueFrom(_instantsNs[i]), _queue.Count - 1)].Sequence;
        return sum;
    }
}

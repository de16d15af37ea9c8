using BenchmarkDotNet.Attributes;

namespace Shepherd.Benchmarks.Decisions;

/// <summary>Time and memory of one event (a request arrives, a batch ends) with a queue of constant length.</summary>
[MemoryDiagnoser]
public class DecisionLoop
{
    /// <summary>Long enough that one iteration is far above the clock's grain.</summary>
    private const int Events = 20_000;

    private SteadyGroup? _group;

    [Params("shepherd", "flex", "flex-suspend", "edf")]
    public string Policy { get; set; } = "";

    [Params(1_000, 10_000, 100_000)]
    public int Queued { get; set; }

    [Params(1, 8, 64)]
    public int Lanes { get; set; }

    /// <summary>Requests of a model with deadlines of their own: sorted in, not appended.</summary>
    [Params(false, true)]
    public bool OwnDeadlines { get; set; }

    [IterationSetup]
    public void Fill() => _group = new SteadyGroup(Policies.Of(Policy), Queued, Lanes, Events, OwnDeadlines);

    [Benchmark(OperationsPerInvoke = Events)]
    public void Event()
    {
        for (var i = 0; i < Events; i++)
            _group!.Step();
    }
}

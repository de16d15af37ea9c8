namespace Shepherd.GpuWorker.Serving;

/// <summary>
/// Whose turn it is on each lane: a worker that was lead may still drain what it had taken while its new lead sends batches, and a model serves one thread at a time. Between such changes each
/// lock has one taker, and costs next to nothing.
/// </summary>
internal sealed class LaneTurns(WorkerOptions options)
{
    private readonly Lock[] _turns = [.. options.Lanes.Select(_ => new Lock())];

    /// <summary>The lock of a lane, by its place among the worker's.</summary>
    public Lock this[int lane] => _turns[lane];
}

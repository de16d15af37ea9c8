using System.Diagnostics;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Driving;

/// <summary>One lane: a thread that runs one batch at a time and hands its outputs to the publisher.</summary>
internal sealed class Lane : ILane, IDisposable
{
    private readonly int _number;
    private readonly IReadOnlyList<int> _cores;
    private readonly ServedModels _models;
    private readonly Lock _device;
    private readonly IBatchAnswers _answers;
    private readonly Action<DriverEvent> _report;
    private readonly Action<Exception> _failed;
    private readonly SuspendedRuns _suspended;
    // Besides one batch at most it holds batches to discard, of which there are no more than were suspended.
    private readonly EventQueue<Stretch> _inbox = new();
    private readonly Thread _thread;

    /// <summary>The last stretch that the driver asked for; its thread's.</summary>
    private Stretch? _asked;

    /// <param name="number">Lane number.</param>
    /// <param name="lane">Where it is.</param>
    /// <param name="turn">Held while it uses the device, which the worker's own driver and a lead may both have lanes on.</param>
    /// <param name="models">What it runs.</param>
    /// <param name="answers">Takes what batches end with.</param>
    /// <param name="suspendBudgetBytes">State of suspended batches that it keeps at most.</param>
    /// <param name="report">Told on the lane's thread when the lane is idle again.</param>
    /// <param name="failed">Told when a request could be given no outcome at all: the worker must end.</param>
    public Lane(int number, LaneOptions lane, Lock turn, ServedModels models, IBatchAnswers answers, long suspendBudgetBytes, Action<DriverEvent> report, Action<Exception> failed)
    {
        (_number, _cores, _device, _models, _answers, _report, _failed) = (number, lane.Cores, turn, models, answers, report, failed);
        _suspended = new SuspendedRuns(suspendBudgetBytes);
        _thread = new Thread(Loop) { IsBackground = true, Name = $"lane {number} {lane.Name}" };
    }

    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void Run(WorkItem[] batch) => _ = _inbox.TryAdd(_asked = new Stretch(batch, StretchVerb.Start));

    /// <inheritdoc/>
    public void Stop(PreemptionKind kind) => _asked!.Stop(kind);

    /// <inheritdoc/>
    public void Resume(WorkItem[] batch) => _ = _inbox.TryAdd(_asked = new Stretch(batch, StretchVerb.GoOn));

    /// <inheritdoc/>
    public void Discard(WorkItem[] batch) => _ = _inbox.TryAdd(new Stretch(batch, StretchVerb.Discard));

    /// <summary>Ends the thread after the batch under way. What is suspended is given up: its requests stay unanswered and uncommitted.</summary>
    public void End()
    {
        _inbox.Close();
        if (_thread.IsAlive)
            _thread.Join();
    }

    public void Dispose() => End();

    private void Loop()
    {
        try
        {
            if (_cores.Count > 0)
                CoreAffinity.Pin(_cores);
        }
        catch (InvalidOperationException e)
        {
            _failed(e);
        }

        while (_inbox.TakeOrEnd(out var stretch))
        {
            try
            {
                lock (_device)
                {
                    if (stretch.Verb == StretchVerb.Discard)
                        _suspended.Take(stretch.Batch).Run.Dispose();
                    else
                        RunStretch(stretch);
                }
            }
            catch (Exception e)
            {
                // An exception that left this thread would end the process, with the other lanes' answers unsent.
                _failed(e);
            }
        }

        _suspended.Dispose();
    }

    private void RunStretch(Stretch stretch)
    {
        var (batch, started) = (stretch.Batch, Stopwatch.GetTimestamp());
        var (run, workedNs) = stretch.Verb == StretchVerb.GoOn ? _suspended.Take(batch) : (null, 0);
        BatchOutputs? outputs = null;
        Exception? failure = null;
        try
        {
            run ??= Begin(batch);
            outputs = run.Continue(stretch.Flag);
        }
        catch (BatchStoppedException) when (stretch.Flag.IsRequested && run is not null)
        {
            LeaveStopped(stretch, run, workedNs + ElapsedNs(started));
            return;
        }
        catch (Exception e)
        {
            // Whatever a runtime throws is these requests' outcome, not the worker's end.
            failure = e;
        }

        run?.Dispose();
        // The lane is reported idle before the results are encoded, so that the next decision overlaps with it.
        _report(new DriverEvent(Finished: new FinishedBatch(_number, batch, workedNs + ElapsedNs(started), IsMeasure: outputs is not null, failure)));
        if (failure is not null && batch.Length > 1)
            _answers.FailedTogether(batch, failure);
        else
            _answers.Give(batch, outputs, failure);
    }

    private void LeaveStopped(Stretch stretch, IBatchRun run, long workedNs)
    {
        // The policy counts on the room of what it has discarded; nothing else can wait here while a batch runs.
        while (_inbox.TryTake(out var discarded))
            _suspended.Take(discarded.Batch).Run.Dispose();
        var isKept = stretch.Stopping == PreemptionKind.Suspend && _suspended.TryKeep(stretch.Batch, run, workedNs);
        if (!isKept)
            run.Dispose();
        _report(new DriverEvent(Preempted: new PreemptedBatch(_number, stretch.Batch, isKept)));
    }

    private IBatchRun Begin(WorkItem[] batch) => _models[batch[0].Model].Begin(_number, Array.ConvertAll(batch, i => i.Request));

    private static long ElapsedNs(long started) => Stopwatch.GetElapsedTime(started).Ticks * 100;
}

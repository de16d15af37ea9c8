using Confluent.Kafka;

namespace Shepherd.Client.Kafka;

/// <summary>How far each partition was read, and who waits for how much. Moved by the reading thread, awaited by any.</summary>
internal sealed class ReadPosition
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly List<(TopicPartition Partition, long End, TaskCompletionSource Done)> _waiting = [];
    private bool _isOver;

    /// <summary>Everything before the offset was handed over.</summary>
    internal void Reach(TopicPartition partition, long next)
    {
        List<TaskCompletionSource>? done = null;
        lock (_lock)
        {
            _next[partition] = next;
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Partition != partition || _waiting[i].End > next)
                    continue;
                (done ??= []).Add(_waiting[i].Done);
                _waiting.RemoveAt(i);
            }
        }

        done?.ForEach(d => d.TrySetResult());
    }

    /// <summary>Completes when the partition is read up to an end that it has now.</summary>
    internal Task UntilAsync(TopicPartition partition, long end)
    {
        lock (_lock)
        {
            if (_isOver)
                return Task.FromCanceled(new CancellationToken(canceled: true));
            var next = _next.GetValueOrDefault(partition);
            // A log that ends before what was read of it was made anew or cut back: it is read again, from wherever the client starts.
            if (next > end)
                next = _next[partition] = 0;
            if (next >= end)
                return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((partition, end, done));
            return done.Task;
        }
    }

    /// <summary>Reading ended: nobody waits any longer.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _isOver = true;
            _waiting.ForEach(w => w.Done.TrySetCanceled());
            _waiting.Clear();
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Shepherd.GpuWorker.Driving;

/// <summary>
/// Many threads add, one takes. Adding takes no lock and wakes nobody while the taker is busy; only a taker that found nothing waits, and only then must it be woken. It does not spin first: the cores belong to the models.
/// </summary>
internal sealed class EventQueue<T>
{
    private const long NsPerMs = 1_000_000;

    private readonly ConcurrentQueue<T> _items = new();
    private readonly object _parking = new();
    private int _isParked;
    private volatile bool _isClosed;

    /// <summary>True when nothing comes any more.</summary>
    public bool IsCompleted => _isClosed && _items.IsEmpty;

    /// <summary>Adds an item; false once the queue is closed.</summary>
    /// <param name="item">The item.</param>
    /// <param name="isMoreToCome">The taker is left asleep: <see cref="Wake"/> follows when all is added.</param>
    public bool TryAdd(T item, bool isMoreToCome = false)
    {
        if (_isClosed)
            return false;
        _items.Enqueue(item);
        if (!isMoreToCome)
            Wake();
        return true;
    }

    /// <summary>Takes nothing more in; what is there can still be taken.</summary>
    public void Close()
    {
        _isClosed = true;
        Wake();
    }

    /// <summary>Takes what is there.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item) => _items.TryDequeue(out item);

    /// <summary>Waits for an item, at most so long; false as well when the queue is closed.</summary>
    /// <param name="item">The item.</param>
    /// <param name="waitNs">Longest wait, nanoseconds.</param>
    public bool TryTake([MaybeNullWhen(false)] out T item, long waitNs)
    {
        var began = Stopwatch.GetTimestamp();
        while (!_items.TryDequeue(out item))
        {
            var leftNs = waitNs - (Stopwatch.GetElapsedTime(began).Ticks * TimeSpan.NanosecondsPerTick);
            if (_isClosed || leftNs <= 0)
                return false;
            // A wait is told in whole milliseconds; the fraction is passed by letting others go first. Who adds several items may wake the taker when it has them all: it sleeps on.
            if (leftNs >= NsPerMs)
                Park((int)Math.Min(int.MaxValue, leftNs / NsPerMs));
            else
                Thread.Yield();
        }

        return true;
    }

    /// <summary>Waits for an item; false when the queue is closed and empty.</summary>
    public bool TakeOrEnd([MaybeNullWhen(false)] out T item)
    {
        while (!_items.TryDequeue(out item))
        {
            if (IsCompleted)
                return false;
            Park(Timeout.Infinite);
        }

        return true;
    }

    /// <summary>Wakes the taker if it is asleep.</summary>
    public void Wake()
    {
        // The item is seen before the look, as the taker is parked before its last look: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isParked) == 0)
            return;
        lock (_parking)
        {
            _isParked = 0;
            Monitor.Pulse(_parking);
        }
    }

    private void Park(int timeoutMs)
    {
        lock (_parking)
        {
            Volatile.Write(ref _isParked, 1);
            Interlocked.MemoryBarrier();
            if (_items.IsEmpty && !_isClosed)
                Monitor.Wait(_parking, timeoutMs);
            _isParked = 0;
        }
    }
}

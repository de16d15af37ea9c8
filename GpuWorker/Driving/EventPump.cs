using System.Collections.Concurrent;
using System.Diagnostics;

namespace Shepherd.GpuWorker.Driving;

/// <summary>
/// One event at a time, by whichever thread brings it: who adds an event while nobody is at work handles it at once, and what others add meanwhile, so that no thread has to be woken for it; who finds somebody at work goes
/// on. A thread of its own handles what time alone brings, and relieves those that helped for long.
/// </summary>
/// <param name="handle">Handles an event, or the default where only time passed; never called by two threads at once, nor from within itself.</param>
/// <param name="waitNs">Asked after events were handled: how long until time alone changes something, nanoseconds; 0 or less: now.</param>
internal sealed class EventPump<T>(Action<T> handle, Func<long> waitNs)
    where T : struct
{
    /// <summary>Events that a thread handles at most before it goes back to its own work: a lane's batch waits for as long.</summary>
    private const int HelpMax = 16;

    private const long NsPerMs = 1_000_000;

    private readonly ConcurrentQueue<T> _items = new();
    private readonly object _parking = new();
    /// <summary>1 while a thread is at work, and until <see cref="Run"/> begins.</summary>
    private int _isBusy = 1;
    private bool _isWoken;
    private volatile bool _isClosed;

    /// <summary>The instant at which its own thread wakes by itself, in ticks of <see cref="Stopwatch"/>; never, where it sleeps because another thread is at work.</summary>
    private long _wakesAt;

    private bool IsCompleted => _isClosed && _items.IsEmpty;

    /// <summary>Adds an event; false once the pump is closed. It may be handled before this returns.</summary>
    /// <param name="item">The event.</param>
    /// <param name="isMoreToCome">It waits: <see cref="Wake"/> follows when all is added.</param>
    public bool TryAdd(T item, bool isMoreToCome = false)
    {
        if (_isClosed)
            return false;
        _items.Enqueue(item);
        if (!isMoreToCome)
            Wake();
        return true;
    }

    /// <summary>Handles what waits, unless another thread is at it.</summary>
    public void Wake()
    {
        // Who leaves looks again: what was added while it was there is seen by one of the two.
        while (!_items.IsEmpty && TryEnter())
        {
            var handled = 0;
            while (handled < HelpMax && _items.TryDequeue(out var item))
            {
                handle(item);
                handled++;
            }

            var (isTired, dueAt) = (handled == HelpMax, After(waitNs()));
            Leave();
            // Looked at after leaving: the other thread says when it wakes before it looks whether somebody is at work.
            if (isTired || dueAt < Interlocked.Read(ref _wakesAt))
                Unpark();
            if (isTired)
                return;
        }
    }

    /// <summary>Takes nothing more in; what is there is still handled.</summary>
    public void Close()
    {
        _isClosed = true;
        Unpark();
    }

    /// <summary>The pump's own thread, from which on events are handled: returns when it is closed, everything is handled, and no other thread handles anything.</summary>
    public void Run()
    {
        Leave();
        while (!IsCompleted)
        {
            if (TryEnter())
            {
                while (_items.TryDequeue(out var item))
                    handle(item);
                var leftNs = waitNs();
                if (leftNs <= 0)
                    handle(default);
                Interlocked.Exchange(ref _wakesAt, After(leftNs));
                Leave();
                if (leftNs > 0 && _items.IsEmpty)
                    Park(leftNs);
            }
            else
            {
                Interlocked.Exchange(ref _wakesAt, long.MaxValue);
                if (Volatile.Read(ref _isBusy) == 1)
                    Park(long.MaxValue);
            }
        }

        // A thread that added the last event may still be handling it.
        while (!TryEnter())
            Thread.Yield();
        Leave();
    }

    private static long After(long leftNs) => leftNs == long.MaxValue ? long.MaxValue : Stopwatch.GetTimestamp() + (long)(Math.Max(0, leftNs) * (Stopwatch.Frequency / 1e9));

    private bool TryEnter() => Interlocked.CompareExchange(ref _isBusy, 1, 0) == 0;

    private void Leave() => Interlocked.Exchange(ref _isBusy, 0);

    private void Unpark()
    {
        lock (_parking)
        {
            _isWoken = true;
            Monitor.Pulse(_parking);
        }
    }

    private void Park(long leftNs)
    {
        // A wait is told in whole milliseconds; the fraction is passed by letting others go first.
        if (leftNs < NsPerMs)
        {
            Thread.Yield();
            return;
        }

        lock (_parking)
        {
            if (!_isWoken && !_isClosed)
                Monitor.Wait(_parking, leftNs == long.MaxValue ? Timeout.Infinite : (int)Math.Min(int.MaxValue, leftNs / NsPerMs));
            _isWoken = false;
        }
    }
}

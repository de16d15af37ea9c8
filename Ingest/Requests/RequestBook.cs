using System.Diagnostics.CodeAnalysis;

namespace Shepherd.Ingest.Requests;

/// <summary>The asynchronous requests that are kept: as many as <see cref="RequestLimits"/> say, answered ones for a time. Not thread-safe.</summary>
internal sealed class RequestBook(TimeSpan keep, TimeProvider clock)
{
    private readonly Dictionary<string, AsyncRequest> _requests = new(StringComparer.Ordinal);

    /// <summary>By their answers' age, the oldest first.</summary>
    private readonly Queue<AsyncRequest> _answered = new();
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly Queue<string> _goneOrder = new();
    private long _answerBytes;

    internal int Count => _requests.Count;

    /// <summary>Takes a request in; false when all places are taken by pending ones.</summary>
    internal bool TryAdd(AsyncRequest request)
    {
        while (_requests.Count >= RequestLimits.KeptMax)
        {
            if (!TryForgetOldest())
                return false;
        }

        _requests.Add(request.Id, request);
        return true;
    }

    internal bool TryFind(string id, [NotNullWhen(true)] out AsyncRequest? request) => _requests.TryGetValue(id, out request);

    /// <summary>Whether it was here.</summary>
    internal bool IsGone(string id) => _gone.Contains(id);

    /// <summary>A request has its answer.</summary>
    internal void Answered(AsyncRequest request)
    {
        _answered.Enqueue(request);
        _answerBytes += request.AnswerBytes;
        while (_answerBytes > RequestLimits.AnswerBytesMax && TryForgetOldest())
        {
        }
    }

    /// <summary>Forgets one before its time.</summary>
    internal void Forget(AsyncRequest request)
    {
        if (!_requests.Remove(request.Id))
            return;
        _answerBytes -= request.AnswerBytes;
        request.Empty();
        if (_gone.Count >= RequestLimits.GoneMax)
            _gone.Remove(_goneOrder.Dequeue());
        if (_gone.Add(request.Id))
            _goneOrder.Enqueue(request.Id);
    }

    /// <summary>Forgets what is over its time.</summary>
    internal void Sweep()
    {
        while (_answered.TryPeek(out var oldest) && (!_requests.ContainsKey(oldest.Id) || clock.GetElapsedTime(oldest.AnsweredAt) >= keep))
            Forget(_answered.Dequeue());
    }

    private bool TryForgetOldest()
    {
        while (_answered.TryDequeue(out var oldest))
        {
            if (!_requests.ContainsKey(oldest.Id))
                continue;
            Forget(oldest);
            return true;
        }

        return false;
    }
}

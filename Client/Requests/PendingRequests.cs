using Shepherd.Schemas;

namespace Shepherd.Client.Requests;

/// <summary>Which requests wait for their outcome, and which had theirs or gave up: tells a reply from a repeat from a late one.</summary>
internal sealed class PendingRequests
{
    /// <summary>Ids remembered after their request ended: at 1,000 requests a second more than the minute in which repeats of a takeover come.</summary>
    internal const int DefaultRememberedMax = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource<InferenceResult>> _waiting = new(StringComparer.Ordinal);
    private readonly RecentIds _answered;
    private readonly RecentIds _givenUp;
    private Exception? _closed;
    private long _lateReplies;
    private long _repeats;

    internal PendingRequests(int rememberedMax = DefaultRememberedMax) =>
        (_answered, _givenUp) = (new RecentIds(rememberedMax), new RecentIds(rememberedMax));

    internal long LateReplies => Interlocked.Read(ref _lateReplies);

    internal long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>Starts waiting for an id.</summary>
    /// <exception cref="InferenceClientException">The id waits already, or the client ended.</exception>
    internal Task<InferenceResult> Add(string id)
    {
        lock (_gate)
        {
            if (_closed is not null)
                throw new InferenceClientException(_closed.Message, _closed);
            var waiting = new TaskCompletionSource<InferenceResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_waiting.TryAdd(id, waiting))
                throw new InferenceClientException($"request id '{id}' is in flight already: wait for its outcome, or use another id");
            _answered.Remove(id);
            _givenUp.Remove(id);
            return waiting.Task;
        }
    }

    /// <summary>Whether a result for this id concerns this client; counts repeats. False: not to be decoded.</summary>
    internal bool Expects(string id)
    {
        lock (_gate)
        {
            if (_waiting.ContainsKey(id))
                return true;
            if (_answered.Contains(id))
                _repeats++;
            else if (_givenUp.Remove(id) && _answered.Add(id))
                _lateReplies++;
            return false;
        }
    }

    /// <summary>Gives a waiting request its outcome.</summary>
    internal void Answer(InferenceResult result)
    {
        lock (_gate)
        {
            if (_waiting.Remove(result.Id, out var waiting) && _answered.Add(result.Id))
                waiting.SetResult(result);
        }
    }

    /// <summary>Ends a waiting request with an error.</summary>
    internal void Fail(string id, Exception exception)
    {
        lock (_gate)
        {
            if (_waiting.Remove(id, out var waiting))
                waiting.SetException(exception);
        }
    }

    /// <summary>The caller stops waiting; nothing happens when the outcome is there.</summary>
    internal void GiveUp(string id)
    {
        lock (_gate)
        {
            if (_waiting.Remove(id))
                _givenUp.Add(id);
        }
    }

    /// <summary>Fails everything that waits, and everything that is added from now on.</summary>
    internal void Close(Exception reason)
    {
        lock (_gate)
        {
            _closed ??= reason;
            foreach (var waiting in _waiting.Values)
                waiting.SetException(new InferenceClientException(reason.Message, reason));
            _waiting.Clear();
        }
    }
}

using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine.Checks;

/// <summary>Where a request is.</summary>
internal enum RequestPlace
{
    Queued,
    Running,
    Suspended,
    Ended,
}

/// <summary>Each request in exactly one place: a move from any other than the one it is in is a fault.</summary>
internal sealed class RequestLedger
{
    private readonly Dictionary<long, RequestPlace> _places = [];
    private readonly int[] _counts = new int[Enum.GetValues<RequestPlace>().Length];

    /// <summary>Requests in a place.</summary>
    public int Count(RequestPlace place) => _counts[(int)place];

    /// <summary>Requests that have turned up.</summary>
    public int Known => _places.Count;

    /// <summary>Where a request is; null for one that has not arrived.</summary>
    public RequestPlace? PlaceOf(ScheduledRequest request) => _places.TryGetValue(request.Sequence, out var place) ? place : null;

    /// <summary>A request arrives.</summary>
    /// <returns>What is wrong with that, or null.</returns>
    public string? Arrive(ScheduledRequest request)
    {
        if (!_places.TryAdd(request.Sequence, RequestPlace.Queued))
            return $"request {request.Sequence} arrived twice";
        _counts[(int)RequestPlace.Queued]++;
        return null;
    }

    /// <summary>A request goes from one place to another.</summary>
    /// <returns>What is wrong with that, or null.</returns>
    public string? Move(ScheduledRequest request, RequestPlace from, RequestPlace to)
    {
        if (PlaceOf(request) is not { } place)
            return $"request {request.Sequence} has not arrived";
        if (place != from)
            return $"request {request.Sequence} is {Text(place)}, and cannot go from {Text(from)} to {Text(to)}";
        _places[request.Sequence] = to;
        _counts[(int)from]--;
        _counts[(int)to]++;
        return null;
    }

    private static string Text(RequestPlace place) => place.ToString().ToLowerInvariant();
}

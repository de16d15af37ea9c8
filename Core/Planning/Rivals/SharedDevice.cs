using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Planning.Rivals;

/// <summary>A whole device whose time several models share.</summary>
internal sealed class SharedDevice
{
    /// <summary>Less than this part of its time is not worth a replica.</summary>
    private const double Rounding = 1e-6;

    private long _weightBytes;
    private long _workBytes;

    public List<Guest> Guests { get; } = [];

    /// <summary>Part of its time that is given away.</summary>
    public double Used { get; private set; }

    /// <summary>Whether a model fits beside the others: in memory, and so that none waits past its SLO for another one's batch.</summary>
    public bool Takes(Guest guest, long memoryBytes)
    {
        if (Used >= 1 - Rounding || _weightBytes + guest.WeightBytes + Math.Max(_workBytes, guest.WorkBytes) > memoryBytes)
            return false;
        foreach (var other in Guests)
        {
            var bothNs = other.Point.DurationNs + guest.Point.DurationNs;
            if (other.Unit.Model == guest.Unit.Model || bothNs > other.Unit.SloNs || bothNs > guest.Unit.SloNs)
                return false;
        }

        return true;
    }

    /// <summary>Gives as much of its time as is wanted and left.</summary>
    /// <returns>Requests per second served.</returns>
    public double Add(Guest guest, double wantedRps)
    {
        var rps = Math.Min(wantedRps, (1 - Used) * guest.Rps);
        Guests.Add(guest with { ServedRps = rps });
        Used = rps < wantedRps ? 1 : Used + (rps / guest.Rps);
        (_weightBytes, _workBytes) = (_weightBytes + guest.WeightBytes, Math.Max(_workBytes, guest.WorkBytes));
        return rps;
    }
}

/// <summary>A model on a shared device.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Position">Its position in the rival's problem.</param>
/// <param name="Point">How it runs.</param>
/// <param name="Rps">What it would answer with the whole of the device's time.</param>
/// <param name="WeightBytes">Its weights.</param>
/// <param name="WorkBytes">Its work memory.</param>
/// <param name="ServedRps">What it is to answer here.</param>
internal sealed record Guest(DemandUnit Unit, int Position, RunPoint Point, double Rps, long WeightBytes, long WorkBytes, double ServedRps = 0);

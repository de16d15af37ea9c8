namespace Shepherd.Core.Herd;

/// <summary>A model as HERD sees it: what it takes of a device on which it is resident.</summary>
/// <param name="Name">For messages and comments.</param>
/// <param name="WeightBytes">Stays while the model is resident.</param>
/// <param name="WorkBytes">What a running batch needs besides; a device runs one batch at a time, so a group needs the most that one of its models does.</param>
/// <param name="AffinitySet">Only models of one set share a group; numbered from 0.</param>
public sealed record HerdResident(string Name, long WeightBytes, long WorkBytes, int AffinitySet);

/// <summary>A stream as HERD sees it.</summary>
/// <param name="Name">For messages and comments.</param>
/// <param name="Model">Index of its model.</param>
/// <param name="Devices">n_i = rate_i ÷ T_i: the devices that its requests keep busy; 0 for one that is to be resident all the same.</param>
public sealed record HerdDemand(string Name, int Model, double Devices);

/// <summary>
/// SHEPHERD's planning problem (NSDI'23, §2.2 of the notes in use here): streams to serving groups, models to groups, devices of one type to groups, so that the minimum burst tolerance
/// min_i size(group of i) ÷ n_i is greatest. A group may have no devices when it serves nothing; a group that serves a stream has one at least, for a burst tolerance of 0 is no service.
/// </summary>
/// <param name="Devices">N, devices of the pool.</param>
/// <param name="GroupDevices">G, the most devices of a group.</param>
/// <param name="MemoryBytes">Memory of one device.</param>
/// <param name="Models">Models.</param>
/// <param name="Streams">Streams, each in exactly one group.</param>
public sealed record HerdModel(int Devices, int GroupDevices, long MemoryBytes, IReadOnlyList<HerdResident> Models, IReadOnlyList<HerdDemand> Streams)
{
    /// <summary>The most devices that a group can have here.</summary>
    public int GroupDevicesMax => Math.Min(Devices, GroupDevices);

    /// <summary>The largest n_i.</summary>
    public double DemandMax => Streams.Count == 0 ? 0 : Streams.Max(s => s.Devices);

    /// <summary>Says what is wrong, or null. A model that is larger than a device is no fault: the problem then has no solution.</summary>
    public string? FindFault()
    {
        if (Devices < 0 || GroupDevices < 1 || MemoryBytes < 1)
            return $"{Devices} devices of {MemoryBytes} bytes, {GroupDevices} a group: devices must be 0 or more, the others positive";
        foreach (var model in Models)
        {
            if (model.WeightBytes < 0 || model.WorkBytes < 0 || model.AffinitySet < 0)
                return $"model '{model.Name}': {model.WeightBytes} + {model.WorkBytes} bytes in affinity set {model.AffinitySet}; none may be negative";
        }

        foreach (var stream in Streams)
        {
            if (stream.Model < 0 || stream.Model >= Models.Count)
                return $"stream '{stream.Name}': there is no model {stream.Model}";
            if (!double.IsFinite(stream.Devices) || stream.Devices < 0)
                return FormattableString.Invariant($"stream '{stream.Name}': a demand of {stream.Devices} devices; it must be a number, 0 or more");
        }

        return null;
    }
}

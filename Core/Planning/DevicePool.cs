namespace Shepherd.Core.Planning;

/// <summary>A type of device.</summary>
/// <param name="Name">Unique in a cluster, for example <c>A100-80</c>.</param>
/// <param name="MemoryBytes">What models may use of its memory.</param>
/// <param name="PricePerH">Price of one for an hour, in whatever currency; 0 for devices that are paid already.</param>
public sealed record DeviceType(string Name, long MemoryBytes, double PricePerH)
{
    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (MemoryBytes < 1)
            return $"device type '{Name}': {MemoryBytes} bytes of memory; it must be positive";
        return double.IsFinite(PricePerH) && PricePerH >= 0 ? null : FormattableString.Invariant($"device type '{Name}': a price of {PricePerH} per hour; it must be a number, 0 or more");
    }
}

/// <summary>Devices of one type. The pools of a cluster number their devices one after the other, from 0.</summary>
/// <param name="Type">What they are.</param>
/// <param name="Count">How many there are: all of them for <see cref="PlanObjective.Goodput"/>, at most so many for <see cref="PlanObjective.Cost"/>.</param>
public sealed record DevicePool(DeviceType Type, int Count)
{
    /// <summary>More than any cluster has.</summary>
    public const int CountMax = 1 << 20;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault() => Count is < 0 or > CountMax ? $"device type '{Type.Name}': {Count} devices; it must be 0 to {CountMax}" : Type.FindFault();
}

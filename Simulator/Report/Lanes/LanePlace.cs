namespace Shepherd.Simulator.Report.Lanes;

/// <summary>Which lane of which device.</summary>
/// <param name="Device">Device, from 0, counted over all serving groups.</param>
/// <param name="Lane">Lane of the device, from 0.</param>
public readonly record struct LanePlace(int Device, int Lane)
{
    /// <summary>The place of a serving group's lane.</summary>
    /// <param name="lane">Number in the group.</param>
    /// <param name="lanesPerDevice">Lanes of a device.</param>
    /// <param name="firstDevice">The group's first device.</param>
    internal static LanePlace Of(int lane, int lanesPerDevice, int firstDevice) => new(firstDevice + (lane / lanesPerDevice), lane % lanesPerDevice);

    /// <summary>As people read it.</summary>
    public override string ToString() => $"device {Device}, lane {Lane}";
}

namespace Shepherd.Simulator.Interference;

/// <summary>
/// The law for device types that iGniter did not measure. Power counts as a share of the vendor's limit (T4 70 W, V100 SXM2 300 W, A100 SXM4 400 W, H100 SXM5 700 W), idle power, the fall of the frequency
/// and models' power are the V100's at the same shares, and so are the scheduler's delays: no measurement says otherwise.
/// </summary>
public static class DeviceLaws
{
    /// <summary>Limits of the types of <see cref="Core.Planning.BuiltIn.BuiltInDevices"/>, watts.</summary>
    private static readonly (string Name, double PowerCapW)[] Caps = [("T4", 70), ("V100-16", 300), ("A100-40", 400), ("A100-80", 400), ("H100", 700)];

    /// <summary>The law of a type; of one that is not known, the V100's.</summary>
    public static LawDevice Of(string type)
    {
        var measured = LawTable.V100;
        var at = Array.FindIndex(Caps, c => c.Name == type);
        var scale = at < 0 ? 1 : Caps[at].PowerCapW / measured.PowerCapW;
        return measured with { Name = type, PowerCapW = measured.PowerCapW * scale, IdlePowerW = measured.IdlePowerW * scale };
    }
}

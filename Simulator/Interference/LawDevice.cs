namespace Shepherd.Simulator.Interference;

/// <summary>What iGniter's law knows of a device type.</summary>
/// <param name="Name">As the planner names it.</param>
/// <param name="IdlePowerW">With nothing running.</param>
/// <param name="PowerCapW">Past it the frequency falls.</param>
/// <param name="FrequencySlope">By what share of the full frequency it falls for each share of the cap that the power would be past it; positive.</param>
/// <param name="DelayAloneMs">What each kernel waits for the scheduler with one model on the device.</param>
/// <param name="DelayPerModelMs">α: what it waits more for each model there, from two on.</param>
/// <param name="DelayBaseMs">β of that line; usually negative.</param>
public sealed record LawDevice(string Name, double IdlePowerW, double PowerCapW, double FrequencySlope, double DelayAloneMs, double DelayPerModelMs, double DelayBaseMs)
{
    /// <summary>No device is driven below a fifth of its full clock by its power cap: the law is a line, and a line ends somewhere.</summary>
    private const double FrequencyMin = 0.2;

    /// <summary>What each kernel waits more than alone.</summary>
    /// <param name="models">How many models run at once on the device, in the mean.</param>
    public double AddedDelayMs(double models) => models <= 1 ? 0 : Math.Max(0, (DelayPerModelMs * models) + DelayBaseMs);

    /// <summary>Frequency as a share of the full one.</summary>
    /// <param name="powerW">What the device would take at full frequency, idle power included.</param>
    public double Frequency(double powerW) => powerW <= PowerCapW ? 1 : Math.Max(FrequencyMin, 1 - (FrequencySlope * ((powerW / PowerCapW) - 1)));
}

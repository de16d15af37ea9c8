namespace Shepherd.Simulator.Workloads;

/// <summary>What the parameters of arrival processes must be; every method says what is wrong, or null.</summary>
internal static class ArrivalFaults
{
    /// <summary>Far past any trace; beyond, all gaps but a few are too small for a double.</summary>
    private const double CvMax = 1000;

    public static string? Rate(double rate) => IsPositive(rate) ? null : $"rate is {rate} requests/s; it must be positive";

    public static string? Cv(double cv) => cv is > 0 and <= CvMax ? null : $"CV is {cv}; it must be positive (1 is Poisson) and at most {CvMax}";

    public static string? Seconds(string what, double seconds) => IsPositive(seconds) ? null : $"{what} is {seconds} s; it must be positive";

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}

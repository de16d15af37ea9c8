using System.CommandLine;
using System.Globalization;
using Shepherd.Core.Policies;

namespace Shepherd.Cli.Commands;

/// <summary><c>--ageing</c>: how soon what is not served counts as more urgent.</summary>
internal static class AgeingOption
{
    public const string Name = "--ageing";

    private const double NsPerS = 1e9;

    /// <summary>A day: past it nothing waits any more, and 0 says never.</summary>
    private const double SecondsMax = 86_400;

    public static Option<double> Create() => NumberOption.Create(
        Name, "Seconds until a priority of which nothing is served counts one up, so that none starves; 0 for never", ServingPlan.AgeingNsDefault / NsPerS, min: 0, SecondsMax);

    /// <summary>As a plan has it.</summary>
    public static long ToNs(double seconds) => seconds == 0 ? long.MaxValue : Math.Max(1, (long)(seconds * NsPerS));

    /// <summary>As it is given.</summary>
    public static string ToText(double seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}

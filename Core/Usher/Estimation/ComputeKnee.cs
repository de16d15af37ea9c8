namespace Shepherd.Core.Usher.Estimation;

/// <summary>The share of a device beyond which a batch gains nothing worth having: the contract's Creq.</summary>
internal static class ComputeKnee
{
    /// <summary>A share may cost this much of the time on the whole device. Smaller than the runs of one batch differ.</summary>
    private const double Slack = 1.05;

    /// <summary>Steps of a per cent: MPS takes whole ones.</summary>
    private const int StepsMax = 100;

    /// <summary>The least whole per cent on which the batch takes at most 5 % longer than on 100 %.</summary>
    /// <param name="durationNs">Time by share in per cent; does not rise with it.</param>
    public static double Find(Func<double, double> durationNs)
    {
        var most = durationNs(StepsMax) * Slack;
        var (low, high) = (0, StepsMax);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = durationNs(middle) <= most ? (low, middle) : (middle, high);
        }

        return high;
    }
}

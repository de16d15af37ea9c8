namespace Shepherd.Core.Profiles;

/// <summary>Turns the measurements of one shape bucket into estimates for every batch size.</summary>
internal interface IMeasuredCurve
{
    /// <summary>Whether it knows anything of batch sizes below those that ran.</summary>
    bool KnowsUnseenSizes { get; }

    /// <summary>Takes the measurements as they are now.</summary>
    /// <param name="sizes">At least one size.</param>
    void Lay(SortedList<int, LatencyWindow> sizes);

    /// <summary>Estimate of a batch size, from 1.</summary>
    long EstimateNs(int batch);
}

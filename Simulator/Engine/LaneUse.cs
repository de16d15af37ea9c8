namespace Shepherd.Simulator.Engine;

/// <summary>What a lane spent on one model.</summary>
internal struct LaneUse
{
    private double _batchNs;

    /// <summary>Time that its batches ran.</summary>
    public double BusyNs { get; private set; }

    /// <summary>Requests per batch, in the mean over that time; 0 where none ran.</summary>
    public readonly double MeanBatch => BusyNs == 0 ? 0 : _batchNs / BusyNs;

    public void Add(long ranNs, int batch)
    {
        BusyNs += ranNs;
        _batchNs += (double)ranNs * batch;
    }
}

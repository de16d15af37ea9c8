using Shepherd.Cli.Bench.Load;

namespace Shepherd.Cli.Bench.Pipeline;

/// <summary>What one system did in one cell, all its slices together.</summary>
internal sealed class PipelineSide
{
    private readonly List<long> _latenciesNs = [];
    private double _seconds;
    private long _sent;
    private long _allocatedBytes;
    private double _cpuMs;
    private bool _isSorted;

    public double Rps => _latenciesNs.Count / _seconds;

    public double AllocatedBytesPerRequest => (double)_allocatedBytes / _sent;

    /// <summary>Processor time of its process, client library included.</summary>
    public double CpuUsPerRequest => _cpuMs * 1000 / _sent;

    public void Add(LoadSlice slice, ProcessFigures before, ProcessFigures after)
    {
        _latenciesNs.AddRange(slice.LatenciesNs);
        _isSorted = false;
        _seconds += slice.Seconds;
        _sent += slice.Sent;
        _allocatedBytes += after.AllocatedBytes - before.AllocatedBytes;
        _cpuMs += after.CpuMs - before.CpuMs;
    }

    /// <summary>A latency by nearest rank, milliseconds; 0 where nothing was answered.</summary>
    public double QuantileMs(double quantile)
    {
        if (!_isSorted)
            _latenciesNs.Sort();
        _isSorted = true;
        return _latenciesNs.Count == 0 ? 0 : _latenciesNs[Math.Clamp((int)Math.Ceiling(quantile * _latenciesNs.Count) - 1, 0, _latenciesNs.Count - 1)] / 1e6;
    }
}

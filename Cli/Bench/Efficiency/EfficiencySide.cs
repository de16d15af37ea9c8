namespace Shepherd.Cli.Bench.Efficiency;

/// <summary>What one side did, all its slices together.</summary>
internal sealed class EfficiencySide
{
    private double _rps;
    private int _slices;
    private double _cpuMs;
    private double _requests;

    /// <summary>Requests a second, the slices' mean.</summary>
    public double Rps => _rps / _slices;

    /// <summary>Processor time of the process that runs the model, all its threads.</summary>
    public double CpuMsPerRequest => _cpuMs / _requests;

    public void Add(double rps, double cpuMs, double requests)
    {
        _slices++;
        _rps += rps;
        _cpuMs += cpuMs;
        _requests += requests;
    }
}

namespace Shepherd.Cli.Bench.Group;

/// <summary>What one arrangement of the workers came to.</summary>
/// <param name="Groups">Queues: as many as workers, or one.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="InSlo">Answered OK, and back at their sender within the SLO.</param>
/// <param name="Ok">Answered OK.</param>
/// <param name="RanOn">Workers that ran some.</param>
/// <param name="Simulated">Share in SLO that the simulator says for the same arrivals.</param>
/// <param name="Seconds">How long requests arrived.</param>
internal sealed record GroupFigures(int Groups, int Requests, int InSlo, int Ok, int RanOn, double Simulated, double Seconds)
{
    public double Attainment => Requests == 0 ? 1 : (double)InSlo / Requests;

    public double GoodputRps => InSlo / Seconds;
}

using Shepherd.Cli.Bench.Load;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>What share of requests was answered OK within the SLO, second by second of their sending. Pure.</summary>
internal sealed class ShiftCurve
{
    /// <summary>As good as before is what is within this of it.</summary>
    public const double Tolerance = 0.05;

    /// <summary>Seconds in a row that a recovery lasts at least: one good second is luck.</summary>
    public const int LastingS = 3;

    private readonly int[] _sent;
    private readonly int[] _inSlo;
    private readonly int _shiftS;

    /// <param name="log">What was sent and came back.</param>
    /// <param name="sloNs">Of every request.</param>
    /// <param name="fromS">First second that counts.</param>
    /// <param name="untilS">First one after it that does not.</param>
    /// <param name="shiftS">Second in which the load begins to move.</param>
    public ShiftCurve(LoadLog log, long sloNs, int fromS, int untilS, int shiftS)
    {
        (_sent, _inSlo, _shiftS) = (new int[untilS - fromS], new int[untilS - fromS], shiftS - fromS);
        for (var number = 0; number < log.Sent.Count; number++)
        {
            var second = (int)(log.Sent[number].DueNs / 1_000_000_000) - fromS;
            if (second < 0 || second >= _sent.Length)
                continue;
            _sent[second]++;
            if (log.First[number] is { IsOk: true } answer && answer.AtNs - log.Sent[number].DueNs <= sloNs)
                _inSlo[second]++;
        }
    }

    /// <summary>By second; of one in which nothing was sent 1.</summary>
    public IReadOnlyList<double> Attainment => [.. _sent.Zip(_inSlo, Share)];

    /// <summary>Requests of all seconds that count.</summary>
    public int Requests => _sent.Sum();

    public int InSlo => _inSlo.Sum();

    public double Total => Share(Requests, InSlo);

    /// <summary>Until the load moves.</summary>
    public double Before => Share(_sent[.._shiftS].Sum(), _inSlo[.._shiftS].Sum());

    /// <summary>From then on.</summary>
    public double After => Share(_sent[_shiftS..].Sum(), _inSlo[_shiftS..].Sum());

    /// <summary>How far the worst second after falls below what was before.</summary>
    public double Dip => Math.Max(0, Before - Attainment.Skip(_shiftS).DefaultIfEmpty(1).Min());

    /// <summary>Seconds from the move of the load to the first of several seconds as good as before, once one was worse; 0: none was worse. Null: it did not come back.</summary>
    public int? RecoveryS
    {
        get
        {
            var good = Attainment.Skip(_shiftS).Select(a => a >= Before - Tolerance).ToList();
            var worse = good.IndexOf(false);
            if (worse < 0)
                return 0;
            for (var second = worse; second + LastingS <= good.Count; second++)
            {
                if (good.GetRange(second, LastingS).TrueForAll(g => g))
                    return second;
            }

            return null;
        }
    }

    private static double Share(int sent, int inSlo) => sent == 0 ? 1 : (double)inSlo / sent;
}

namespace Shepherd.Core.Rebalancing;

/// <summary>A placement under way, by indices into ordered groups and workers, with what it makes of the workers' loads.</summary>
internal sealed class Board
{
    /// <summary>Nobody.</summary>
    public const int None = -1;

    private readonly int[][] _owners;
    private readonly int[,] _counts;
    private readonly double[] _work;
    private readonly long[] _bytes;

    public Board(Terrain terrain)
    {
        Terrain = terrain;
        _owners = [.. terrain.Groups.Select(g => Enumerable.Repeat(None, g.Partitions).ToArray())];
        _counts = new int[terrain.Groups.Count, terrain.Workers.Count];
        _work = new double[terrain.Workers.Count];
        _bytes = new long[terrain.Workers.Count];
        Totals = new int[terrain.Workers.Count];
    }

    private Board(Board other)
    {
        Terrain = other.Terrain;
        _owners = [.. other._owners.Select(o => (int[])o.Clone())];
        _counts = (int[,])other._counts.Clone();
        _work = (double[])other._work.Clone();
        _bytes = (long[])other._bytes.Clone();
        Totals = (int[])other.Totals.Clone();
    }

    public Terrain Terrain { get; }

    /// <summary>Partitions of each worker.</summary>
    public int[] Totals { get; }

    public Board Clone() => new(this);

    /// <summary>Makes another one of the same terrain the same.</summary>
    public void CopyTo(Board other)
    {
        for (var group = 0; group < _owners.Length; group++)
        {
            for (var partition = 0; partition < _owners[group].Length; partition++)
                other.Place(group, partition, _owners[group][partition]);
        }
    }

    public int Owner(int group, int partition) => _owners[group][partition];

    public int Count(int group, int worker) => _counts[group, worker];

    public int Partitions(int group) => _owners[group].Length;

    public double Load(int worker) => _work[worker] / Terrain.Workers[worker].Devices;

    /// <summary>Memory for one more group, beside those that the worker owns partitions of.</summary>
    public bool HasRoom(int group, int worker) =>
        _counts[group, worker] > 0 || Terrain.Workers[worker].MemoryBytes == 0 || _bytes[worker] + Terrain.Groups[group].ModelBytes <= Terrain.Workers[worker].MemoryBytes;

    public void Place(int group, int partition, int worker)
    {
        var before = _owners[group][partition];
        if (before == worker)
            return;
        if (before != None)
        {
            _work[before] -= Terrain.Unit(group, before);
            Totals[before]--;
            if (--_counts[group, before] == 0)
                _bytes[before] -= Terrain.Groups[group].ModelBytes;
        }

        _owners[group][partition] = worker;
        if (worker == None)
            return;
        _work[worker] += Terrain.Unit(group, worker);
        Totals[worker]++;
        if (_counts[group, worker]++ == 0)
            _bytes[worker] += Terrain.Groups[group].ModelBytes;
    }

    /// <summary>What the loads cost, in devices.</summary>
    public double Price() => Enumerable.Range(0, _work.Length).Sum(w => Price(w, 0));

    /// <summary>Of one worker with more work, or less.</summary>
    public double Price(int worker, double more)
    {
        var devices = Terrain.Workers[worker].Devices;
        // Sums of what came and went may end a hair below nothing.
        var load = Math.Max(0, (_work[worker] + more) / devices);
        return devices * (Math.Max(0, load - Terrain.Options.LoadMax) + (Terrain.Options.ImbalanceWeight * load * load));
    }

    /// <summary>What one partition's move from worker to worker wins, in devices.</summary>
    public double Gain(int group, int from, int to) =>
        Price(from, 0) + Price(to, 0) - Price(from, -Terrain.Unit(group, from)) - Price(to, Terrain.Unit(group, to));

    /// <summary>What it costs to come here from another placement, device-seconds: drains, and loads of what is not warm.</summary>
    public double CostFrom(Board before)
    {
        var cost = 0.0;
        for (var group = 0; group < _owners.Length; group++)
        {
            for (var partition = 0; partition < _owners[group].Length; partition++)
            {
                var (from, to) = (before._owners[group][partition], _owners[group][partition]);
                if (from != to && from != None)
                    cost += Terrain.MoveCostS(group, from);
            }

            for (var worker = 0; worker < _work.Length; worker++)
            {
                if (_counts[group, worker] > 0 && before._counts[group, worker] == 0)
                    cost += Terrain.LoadCostS(group, worker);
            }
        }

        return cost;
    }
}

using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>
/// The joint search over batch sizes, degrees and types of a group (algorithm 1) as branch and bound: the same best score as trying every combination of the options. The undominated ones are
/// searched first, then all of them from that score on: best fit is not monotone, so that a dominated option now and then places better (in 1 of 250 random groups of three). A branch is left
/// when no placement below it can beat the best so far: not in goodput (each unit's own limit), or equally good there, not in the cost of the devices that must be opened, nor in use.
/// </summary>
internal sealed class GroupSearch
{
    /// <summary>Sums of shares may be off by this many devices.</summary>
    private const double Rounding = 1e-6;

    private readonly GroupSpace _space;
    private readonly GroupTrial _trial;
    private readonly Branch[][] _branches;
    private readonly Branch[] _rest;
    private readonly OpenRoom[] _open;
    private readonly double[] _compute;
    private readonly double[] _memory;
    private readonly int[] _widest;
    private readonly ReplicaOption[] _chosen;
    private readonly ReplicaOption[] _best;
    private readonly long _stepsMax;
    private readonly GroupSearch? _before;
    private long _visits;
    private PlacementScore _bestScore = PlacementScore.Worst;

    /// <param name="space">Devices as the group sees them.</param>
    /// <param name="options">Configurations of each unit.</param>
    /// <param name="planRps">What each unit wants.</param>
    /// <param name="usher">Options of the planner.</param>
    /// <param name="stepsMax">Classes of devices looked at, at most.</param>
    /// <param name="sofar">An earlier search of the same space; only what is better than its best is looked for.</param>
    public GroupSearch(
        GroupSpace space, IReadOnlyList<IReadOnlyList<ReplicaOption>> options, IReadOnlyList<double> planRps, UsherOptions usher, long stepsMax, GroupSearch? sofar = null)
    {
        (_space, _stepsMax) = (space, stepsMax);
        _trial = new GroupTrial(space, planRps, usher);
        _branches = [.. options.Select((list, unit) => list
            .Select(o => Branch.Of(o, unit, space, planRps[unit]))
            .OrderBy(b => Math.Max(b.ComputeCost, b.MemoryCost)).ThenBy(b => b.Option.Point.Pool).ThenBy(b => b.Option.Point.Batch).ThenBy(b => b.Option.Point.ComputePpm).ThenBy(b => b.Option.Replicas)
            .Append(new Branch(ReplicaOption.None, 0, 0, 0, 0, 0, 0)).ToArray())];
        (_chosen, _best) = (new ReplicaOption[options.Count], new ReplicaOption[options.Count]);
        Array.Fill(_chosen, ReplicaOption.None);
        Array.Fill(_best, ReplicaOption.None);
        _before = sofar;
        if (sofar is not null)
        {
            _bestScore = sofar._bestScore;
            sofar._best.CopyTo(_best, 0);
        }

        (_compute, _memory, _widest) = (new double[space.Types.Count], new double[space.Types.Count], new int[options.Count]);
        _open = [.. Enumerable.Range(0, space.Types.Count).Select(pool => OpenRoom.Of(space, options, pool))];
        _rest = new Branch[options.Count + 1];
        for (var unit = options.Count - 1; unit >= 0; unit--)
            _rest[unit] = Rest(_branches[unit], _rest[unit + 1]);
    }

    /// <summary>Whether it ran out of steps before it had seen all that could be better.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Placements tried.</summary>
    public int Trials => _trial.Trials + (_before?.Trials ?? 0);

    /// <summary>Classes looked at and branches weighed.</summary>
    public long Steps => _trial.Steps + _visits + (_before?.Steps ?? 0);

    /// <summary>The best configuration of each unit.</summary>
    public ReadOnlySpan<ReplicaOption> Best => _best;

    /// <summary>Searches the undominated options, then all.</summary>
    /// <param name="space">Devices as the group sees them.</param>
    /// <param name="undominated">Options that are searched first.</param>
    /// <param name="all">All options.</param>
    /// <param name="planRps">What each unit wants.</param>
    /// <param name="usher">Options of the planner.</param>
    /// <param name="stepsMax">For both together.</param>
    /// <param name="allStepsMax">For the second.</param>
    public static GroupSearch Both(
        GroupSpace space,
        IReadOnlyList<IReadOnlyList<ReplicaOption>> undominated,
        IReadOnlyList<IReadOnlyList<ReplicaOption>> all,
        IReadOnlyList<double> planRps,
        UsherOptions usher,
        long stepsMax,
        long allStepsMax)
    {
        var first = new GroupSearch(space, undominated, planRps, usher, stepsMax);
        first.Descend(0, 0, 0);
        if (first.IsCut || !usher.SearchesJointly)
            return first;
        var second = new GroupSearch(space, all, planRps, usher, Math.Min(stepsMax - first.Steps, allStepsMax), first);
        second.Descend(0, 0, 0);
        return second;
    }

    /// <summary>The trial of the best, as it is to be committed.</summary>
    public (PlacementScore Score, GroupTrial Trial) Outcome() => (_trial.Run(_best), _trial);

    /// <summary>Finds the best, and returns its trial as it is to be committed.</summary>
    public (PlacementScore Score, GroupTrial Trial) Run()
    {
        Descend(0, 0, 0);
        return Outcome();
    }

    private void Descend(int unit, double goodputRps, double use)
    {
        if (unit == _branches.Length)
        {
            var score = _trial.Run(_chosen);
            if (!score.IsBetterThan(_bestScore))
                return;
            _bestScore = score;
            _chosen.CopyTo(_best, 0);
            return;
        }

        foreach (ref readonly var branch in _branches[unit].AsSpan())
        {
            if (_trial.Steps + _visits >= _stepsMax && _bestScore.GoodputRps >= 0)
            {
                IsCut = true;
                return;
            }

            _visits++;
            var pool = branch.Option.Point.Pool;
            (_chosen[unit], _widest[unit]) = (branch.Option, branch.Replicas);
            _compute[pool] += branch.ComputeDevices;
            _memory[pool] += branch.MemoryDevices;
            var (goodputNow, useNow) = (goodputRps + branch.WorthRps, use + branch.Use);
            var bound = new PlacementScore(goodputNow + _rest[unit + 1].WorthRps, CostAtLeast(unit + 1), useNow + _rest[unit + 1].Use);
            if (bound.IsBetterThan(_bestScore))
                Descend(unit + 1, goodputNow, useNow);
            _compute[pool] -= branch.ComputeDevices;
            _memory[pool] -= branch.MemoryDevices;
        }
    }

    /// <summary>
    /// Of the devices that must be opened when all that was chosen is placed: what exceeds the room on open ones, in whole devices per pool; as many as the widest-spread unit needs; and for the
    /// units not yet chosen at least the cheapest part of a device that they could take. Less is placed only for less goodput, which is compared first.
    /// </summary>
    private double CostAtLeast(int decided)
    {
        var (whole, compute, memory) = (0.0, _rest[decided].ComputeCost, _rest[decided].MemoryCost);
        for (var pool = 0; pool < _compute.Length; pool++)
        {
            ref readonly var open = ref _open[pool];
            var devices = Math.Max(_compute[pool] - open.ComputeDevices, _memory[pool] - open.MemoryDevices);
            for (var unit = 0; unit < decided; unit++)
            {
                if (_chosen[unit].Point.Pool == pool)
                    devices = Math.Max(devices, _widest[unit] - open.Devices);
            }

            whole += Math.Max(0, Math.Ceiling(devices - Rounding)) * _space.PoolCost[pool];
            compute += (_compute[pool] - open.ComputeDevices) * _space.PoolCost[pool];
            memory += (_memory[pool] - open.MemoryDevices) * _space.PoolCost[pool];
        }

        return Math.Max(whole, Math.Max(compute, memory));
    }

    /// <summary>What the units from some number on give at the most and cost at the least.</summary>
    private static Branch Rest(Branch[] branches, Branch after)
    {
        var wanted = branches.AsSpan(0, branches.Length - 1).ToArray();
        return wanted.Length == 0
            ? after
            : new Branch(
                ReplicaOption.None,
                0,
                0,
                after.WorthRps + wanted.Max(b => b.WorthRps),
                after.ComputeCost + wanted.Min(b => b.ComputeCost),
                after.MemoryCost + wanted.Min(b => b.MemoryCost),
                after.Use + wanted.Min(b => b.Use));
    }

    /// <summary>An option of a unit, and what it comes to when as many of its replicas are placed as there is room for.</summary>
    /// <param name="Option">The option.</param>
    /// <param name="Replicas">Those that are needed and that devices have room for, were the group's other units not there.</param>
    /// <param name="MemoryDevices">Their memory, in devices.</param>
    /// <param name="WorthRps">What they answer of what is wanted.</param>
    /// <param name="ComputeCost">Cost of their compute, in parts of devices.</param>
    /// <param name="MemoryCost">Cost of their memory.</param>
    /// <param name="Use">Compute and memory, in devices.</param>
    private readonly record struct Branch(ReplicaOption Option, int Replicas, double MemoryDevices, double WorthRps, double ComputeCost, double MemoryCost, double Use)
    {
        public double ComputeDevices => (double)Replicas * Option.Point.ComputePpm / RunPoint.WholePpm;

        public static Branch Of(ReplicaOption option, int unit, GroupSpace space, double planRps)
        {
            var (room, point) = (0L, option.Point);
            foreach (ref readonly var devices in space.Roots.AsSpan())
            {
                if (GroupTrial.Takes(in devices, unit, point))
                    room += devices.Count;
            }

            var replicas = (int)Math.Min(room, Math.Min(option.Replicas, Math.Ceiling((planRps / option.CapacityRps) - 1e-9)));
            var (compute, memory) = ((double)replicas * point.ComputePpm / RunPoint.WholePpm, (double)replicas * point.MemoryBytes / space.Types[point.Pool].MemoryBytes);
            var cost = space.PoolCost[point.Pool];
            return new Branch(option, replicas, memory, option.WorthRps(replicas, planRps), compute * cost, memory * cost, compute + memory);
        }
    }

    /// <summary>Room on devices of a pool that are open already, in devices.</summary>
    private readonly record struct OpenRoom(double Devices, double ComputeDevices, double MemoryDevices)
    {
        /// <summary>Of each device no more than one replica of every unit could use.</summary>
        public static OpenRoom Of(GroupSpace space, IReadOnlyList<IReadOnlyList<ReplicaOption>> options, int pool)
        {
            double Most(Func<RunPoint, int> need) => options.Sum(list => (double)list.Where(o => o.Point.Pool == pool).Select(o => need(o.Point)).DefaultIfEmpty(0).Max()) / RunPoint.WholePpm;
            var (compute, memory, room) = (Most(p => p.ComputePpm), Most(p => p.MemoryPpm), default(OpenRoom));
            foreach (var open in space.Roots.Where(r => r.IsOpen && r.Pool == pool))
            {
                room = new OpenRoom(
                    room.Devices + open.Count,
                    room.ComputeDevices + (open.Count * Math.Min(compute, (double)open.FreeComputePpm / RunPoint.WholePpm)),
                    room.MemoryDevices + (open.Count * Math.Min(memory, (double)open.FreeBytes / space.Types[pool].MemoryBytes)));
            }

            return room;
        }
    }
}

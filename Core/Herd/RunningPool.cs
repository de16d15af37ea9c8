using Shepherd.Core.Planning;

namespace Shepherd.Core.Herd;

/// <summary>What runs on a pool now. A plan of another cluster or catalog is read as far as it applies.</summary>
internal sealed class RunningPool
{
    private readonly List<(List<int> Models, List<int> Devices)> _kinds = [];
    private readonly Dictionary<int, List<int>> _kindsOfModel = [];

    public RunningPool(PlanningProblem problem, int pool)
    {
        var (first, count) = (problem.Devices.Take(pool).Sum(p => p.Count), problem.Devices[pool].Count);
        var running = problem.Running?.Devices.Where(d => d.Pool == pool && d.Id >= first && d.Id < first + count).ToDictionary(d => d.Id) ?? [];
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = first; id < first + count; id++)
        {
            List<int> models = running.TryGetValue(id, out var device) ? [.. device.Lanes.SelectMany(l => l.Models).Select(m => m.Model).Distinct().Order()] : [];
            var key = string.Join(',', models);
            if (!kinds.TryGetValue(key, out var kind))
            {
                kinds.Add(key, kind = _kinds.Count);
                _kinds.Add((models, []));
                foreach (var model in models)
                    (_kindsOfModel.TryGetValue(model, out var of) ? of : _kindsOfModel[model] = []).Add(kind);
            }

            _kinds[kind].Devices.Add(id);
        }

        Groups = running.Count == 0 ? [] : GroupsOf(problem, running);
    }

    /// <summary>Its serving groups: streams and how many devices each has.</summary>
    public IReadOnlyList<(IReadOnlyList<StreamShare> Streams, int Devices)> Groups { get; }

    /// <summary>Gives groups their devices, those first where the most of their models are resident.</summary>
    /// <param name="groups">Models and number of devices of each.</param>
    /// <param name="loads">Models that have to be loaded, counted on each device.</param>
    public List<int>[] Devices(IReadOnlyList<(IReadOnlyList<int> Models, int Devices)> groups, out int loads)
    {
        var free = _kinds.Select(k => new Queue<int>(k.Devices)).ToArray();
        var chosen = groups.Select(_ => new List<int>()).ToArray();
        var common = new List<(int Count, int Others, int Group, int Kind)>();
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var (kind, count) in Common(groups[group].Models))
                common.Add((count, _kinds[kind].Models.Count - count, group, kind));
        }

        loads = groups.Sum(g => g.Models.Count * g.Devices);
        foreach (var (count, _, group, kind) in common.OrderByDescending(c => c.Count).ThenBy(c => c.Others).ThenBy(c => c.Group).ThenBy(c => c.Kind))
        {
            while (chosen[group].Count < groups[group].Devices && free[kind].TryDequeue(out var device))
            {
                chosen[group].Add(device);
                loads -= count;
            }
        }

        var rest = new Queue<int>(free.SelectMany(f => f).Order());
        for (var group = 0; group < groups.Count; group++)
        {
            while (chosen[group].Count < groups[group].Devices)
                chosen[group].Add(rest.Dequeue());
            chosen[group].Sort();
        }

        return chosen;
    }

    private SortedDictionary<int, int> Common(IReadOnlyList<int> models)
    {
        var common = new SortedDictionary<int, int>();
        foreach (var kind in models.SelectMany(m => _kindsOfModel.GetValueOrDefault(m, [])))
            common[kind] = common.GetValueOrDefault(kind) + 1;
        return common;
    }

    private static List<(IReadOnlyList<StreamShare> Streams, int Devices)> GroupsOf(PlanningProblem problem, Dictionary<int, PlannedDevice> running)
    {
        var plan = problem.Running!;
        var devices = new int[plan.Groups.Count];
        foreach (var device in plan.Devices.Where(d => running.ContainsKey(d.Id)))
        {
            foreach (var group in device.Lanes.Select(l => l.Group).Where(g => g >= 0 && g < devices.Length).Distinct())
                devices[group]++;
        }

        return [.. Enumerable.Range(0, devices.Length).Where(g => devices[g] > 0)
            .Select(g => ((IReadOnlyList<StreamShare>)[.. plan.Groups[g].Streams.Where(s => s.Stream >= 0 && s.Stream < problem.Streams.Count)], devices[g]))];
    }
}

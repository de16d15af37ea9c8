using System.Text.Json;
using Shepherd.Cli.Simulate;
using Shepherd.Core.Planning;
using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Plan.Files;

/// <summary>Reads a plan that <c>plan simulate -o json</c> wrote, in the numbers of today's problem. Models, streams and devices that are no longer there are left out.</summary>
internal static class PlanFile
{
    private const string Remedy = "give what 'plan simulate -o json' printed";

    private const double BytesPerMb = 1e6;

    /// <summary>Longer than any batch runs.</summary>
    private const double MsMax = 1e12;

    /// <summary>More memory than any device has, in MB, and more requests than any cluster answers.</summary>
    private const double Many = 1e12;

    /// <exception cref="ArgumentException">It is none; the message says what is missing.</exception>
    public static PlacementPlan Read(string path, PlanningProblem problem)
    {
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadText(path));
            return Read(new JsonItem("", document.RootElement), problem);
        }
        catch (JsonException fault)
        {
            throw new ArgumentException($"--diff {path}:{fault.LineNumber + 1}: it is no JSON; {Remedy}", fault);
        }
        catch (FormatException fault)
        {
            throw new ArgumentException($"--diff {path}: it is no plan: {fault.Message}; {Remedy}", fault);
        }
    }

    private static PlacementPlan Read(JsonItem root, PlanningProblem problem)
    {
        var models = Numbers(problem.Models.Select(m => m.Name));
        var streams = Numbers(problem.Streams.Select(s => s.Name));
        var pools = Numbers(problem.Devices.Select(p => p.Type.Name));
        var poolOf = problem.PoolOfDevices();
        var method = root.Text("method");
        var groups = root.List("serving_groups").Select(group => new PlannedGroup(
            [.. group.List("streams")
                .Where(s => streams.ContainsKey(s.Text("stream")))
                .Select(s => new StreamShare(streams[s.Text("stream")], s.Number("share", 0, 1), s.Number("predicted_goodput_rps", 0, Many)))],
            group.Number("burst_tolerance", 0, double.MaxValue))).ToList();
        var devices = new List<PlannedDevice>();
        foreach (var device in root.List("devices"))
        {
            var id = device.Whole("device", 0, int.MaxValue);
            if (!pools.TryGetValue(device.Text("type"), out var pool) || id >= poolOf.Count || poolOf[id] != pool)
                continue;
            devices.Add(new PlannedDevice(id, pool, [.. device.List("lanes").Select(lane => ReadLane(lane, models, groups.Count)).Where(lane => lane.Models.Count > 0)]));
        }

        return new PlacementPlan(method, groups, devices, [], []);
    }

    private static PlannedLane ReadLane(JsonItem lane, Dictionary<string, int> models, int groups) => new(
        lane.Whole("group", 0, int.MaxValue) is var group && group < groups ? group : throw new FormatException($"{lane.Where}.group is {group}, and there are {Counted.Of(groups, "serving group")}"),
        lane.Number("compute_percent", 0, 100),
        (long)(lane.Number("memory_mb", 0, Many) * BytesPerMb),
        [.. lane.List("models")
            .Where(m => models.ContainsKey(m.Text("model")))
            .Select(m => new LaneModel(models[m.Text("model")], m.Whole("batch", 1, LatencyLimits.MaxBatch), (long)(m.Number("duration_ms", 0, MsMax) * 1e6)))]);

    private static Dictionary<string, int> Numbers(IEnumerable<string> names) => names.Select((name, number) => (name, number)).ToDictionary(n => n.name, n => n.number, StringComparer.Ordinal);
}

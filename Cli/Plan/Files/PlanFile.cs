using System.Text.Json;
using Shepherd.Core.Planning;

namespace Shepherd.Cli.Plan.Files;

/// <summary>Reads a plan that <c>plan simulate -o json</c> wrote, in the numbers of today's problem. Models, streams and devices that are no longer there are left out.</summary>
internal static class PlanFile
{
    private const double BytesPerMb = 1e6;

    /// <exception cref="ArgumentException">It is none; the message says what is missing.</exception>
    public static PlacementPlan Read(string path, PlanningProblem problem)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return Read(document.RootElement, problem);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"--diff {path}: it is no plan ({e.Message.ReplaceLineEndings(" ")}); give what 'plan simulate -o json' printed", e);
        }
    }

    private static PlacementPlan Read(JsonElement root, PlanningProblem problem)
    {
        var models = Numbers(problem.Models.Select(m => m.Name));
        var streams = Numbers(problem.Streams.Select(s => s.Name));
        var pools = Numbers(problem.Devices.Select(p => p.Type.Name));
        var poolOf = problem.PoolOfDevices();
        var groups = root.GetProperty("serving_groups").EnumerateArray().Select(group => new PlannedGroup(
            [.. group.GetProperty("streams").EnumerateArray()
                .Where(s => streams.ContainsKey(Text(s, "stream")))
                .Select(s => new StreamShare(streams[Text(s, "stream")], s.GetProperty("share").GetDouble(), s.GetProperty("predicted_goodput_rps").GetDouble()))],
            group.GetProperty("burst_tolerance").GetDouble())).ToList();
        var devices = new List<PlannedDevice>();
        foreach (var device in root.GetProperty("devices").EnumerateArray())
        {
            var id = device.GetProperty("device").GetInt32();
            if (!pools.TryGetValue(Text(device, "type"), out var pool) || id < 0 || id >= poolOf.Count || poolOf[id] != pool)
                continue;
            devices.Add(new PlannedDevice(id, pool, [.. device.GetProperty("lanes").EnumerateArray().Select(lane => ReadLane(lane, models)).Where(lane => lane.Models.Count > 0)]));
        }

        return new PlacementPlan(Text(root, "method"), groups, devices, [], []);
    }

    private static PlannedLane ReadLane(JsonElement lane, Dictionary<string, int> models) => new(
        lane.GetProperty("group").GetInt32(),
        lane.GetProperty("compute_percent").GetDouble(),
        (long)(lane.GetProperty("memory_mb").GetDouble() * BytesPerMb),
        [.. lane.GetProperty("models").EnumerateArray()
            .Where(m => models.ContainsKey(Text(m, "model")))
            .Select(m => new LaneModel(models[Text(m, "model")], m.GetProperty("batch").GetInt32(), (long)(m.GetProperty("duration_ms").GetDouble() * 1e6)))]);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static Dictionary<string, int> Numbers(IEnumerable<string> names) => names.Select((name, number) => (name, number)).ToDictionary(n => n.name, n => n.number, StringComparer.Ordinal);
}

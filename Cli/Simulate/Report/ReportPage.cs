using System.Text.Json;
using Shepherd.Cli.Simulate.Grid;
using Shepherd.Simulator.Report.Lanes;

namespace Shepherd.Cli.Simulate.Report;

/// <summary>A study as one HTML page that needs nothing else: scripts, styles and data are in it, and it asks for nothing over the network.</summary>
internal static class ReportPage
{
    private const double NsPerMs = 1e6;

    /// <param name="study">What it shows.</param>
    /// <param name="command">The command that makes it, for people who want to make it again.</param>
    public static string Write(ReportStudy study, string command)
    {
        // The serializer escapes '<', so that no text can end the script that holds it.
        return PageTemplate.Fill("report.html", ["report.css", "plot.js", "figures.js", "timeline.js"], JsonSerializer.Serialize(ToObject(study, command), GridJson.Options));
    }

    private static object ToObject(ReportStudy study, string command) => new
    {
        Command = command,
        Grid = GridJson.ToObject(study.Grid),
        study.Grid.Plan.Size.LoadTolerance,
        Ablation = GridJson.ToObject(study.Ablation),
        Timeline = new
        {
            Cell = study.Cell.Name,
            Models = study.Cell.Workload.Models.Select(m => m.Name),
            Lanes = study.Cell.Gpus * study.Grid.Plan.Lanes.Count,
            LanesPerDevice = study.Grid.Plan.Lanes.Count,
            FromMs = study.Timelines[0].FromNs / NsPerMs,
            ToMs = study.Timelines[0].ToNs / NsPerMs,
            Policies = study.Grid.Plan.Policies.Select((p, i) => (p.Name, Line: study.Timelines[i])).ToDictionary(p => p.Name, p => ToLanes(p.Line)),
        },
    };

    private static object ToLanes(LaneTimeline line) => new
    {
        line.Dropped,
        Stretches = line.Stretches.Select(s => new
        {
            s.Lane,
            s.Place.Device,
            DeviceLane = s.Place.Lane,
            s.Model,
            s.Batch,
            s.Requests,
            s.InTime,
            StartMs = s.StartNs / NsPerMs,
            EndMs = s.EndNs / NsPerMs,
            PredictedMs = s.PredictedNs / NsPerMs,
            s.IsResumed,
            End = s.End.ToString().ToLowerInvariant(),
        }),
    };
}

using System.Globalization;
using System.Text.Json;
using Shepherd.Core.Policies;
using Spectre.Console;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>Goodput by kind of preemption, real beside predicted.</summary>
internal static class GoodputReport
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 140;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Progress: one slice.</summary>
    public static string Line(GoodputSlice slice) => string.Create(
        CultureInfo.InvariantCulture,
        $"round {slice.Round + 1}, {Kind(slice.Kind)}: {slice.InSlo} of {slice.Requests} in time, {slice.Predicted.InSlo} predicted, {slice.Stops} stops ({slice.Predicted.Preemptions} predicted); machine load {slice.MachineLoad:0.0}");

    public static void Write(TextWriter output, IReadOnlyList<MixModel> models, IReadOnlyList<GoodputSlice> slices)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        foreach (var model in models)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Name}: {model.RateRps:0.0} requests/s, to be answered within {model.SloNs / 1e6:0} ms; a batch of one takes {model.Idle[0].DurationNs / 1e6:0.0} ms"));
        var table = new Table().AddColumns(["preemption", "goodput/s", "predicted/s", "error", "stops", "predicted", .. models.SelectMany(m => new[] { $"{m.Name} in SLO", "predicted", "p50 / p99 ms" })]);
        foreach (var kind in Sums(models, slices))
        {
            table.AddRow([
                Kind(kind.Kind), Text(kind.GoodputRps, "0.0"), Text(kind.PredictedRps, "0.0"), Text(kind.Error, "+0.0 %;-0.0 %"), $"{kind.Stops}", $"{kind.PredictedStops}",
                .. kind.Models.SelectMany(m => new[] { Text(m.Attainment, "0.000"), Text(m.Predicted, "0.000"), $"{Text(m.P50Ms, "0")} / {Text(m.P99Ms, "0")}" }),
            ]);
        }

        console.Write(table);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"rounds: {slices.Max(s => s.Round) + 1} of {slices[0].Seconds:0} s each, the same arrivals for each kind; processors: {Environment.ProcessorCount}; machine load {slices.Min(s => s.MachineLoad):0.0} to {slices.Max(s => s.MachineLoad):0.0}"));
        output.WriteLine("Goodput: requests a second whose result the client had read in time. Predicted: the simulator with the same policy, the instants at which requests were sent, and what the lane measured in that run; latencies are means over the rounds");
    }

    public static string ToJson(IReadOnlyList<MixModel> models, IReadOnlyList<GoodputSlice> slices) => JsonSerializer.Serialize(
        new
        {
            Mix = models.Select(m => new { Model = m.Name, RateRps = Round(m.RateRps), SloMs = m.SloNs / 1e6, RunMs = Round(m.Idle[0].DurationNs / 1e6) }),
            Kinds = Sums(models, slices).Select(k => new
            {
                Preemption = Kind(k.Kind),
                GoodputRps = Round(k.GoodputRps),
                PredictedRps = Round(k.PredictedRps),
                ErrorPercent = Round(100 * k.Error),
                k.Stops,
                k.PredictedStops,
                Models = k.Models.Select(m => new { Model = m.Name, Attainment = Round(m.Attainment), PredictedAttainment = Round(m.Predicted), P50Ms = Round(m.P50Ms), P99Ms = Round(m.P99Ms), TransitMs = Round(m.TransitMs), AnswerMs = Round(m.AnswerMs) }),
            }),
            Slices = slices.Select(s => new { Preemption = Kind(s.Kind), s.Round, s.Requests, s.InSlo, PredictedInSlo = s.Predicted.InSlo, s.Stops, PredictedStops = s.Predicted.Preemptions, s.MachineLoad }),
            Processors = Environment.ProcessorCount,
        },
        Options);

    /// <summary>Each kind over its rounds.</summary>
    internal static IReadOnlyList<KindSum> Sums(IReadOnlyList<MixModel> models, IReadOnlyList<GoodputSlice> slices) =>
    [
        .. slices.GroupBy(s => s.Kind).OrderBy(g => g.Key).Select(g => new KindSum(
            g.Key,
            g.Sum(s => s.InSlo) / g.Sum(s => s.Seconds),
            g.Sum(s => s.Predicted.InSlo) / g.Sum(s => s.Seconds),
            g.Sum(s => s.Stops),
            g.Sum(s => s.Predicted.Preemptions),
            [.. models.Select((m, i) => Sum(m.Name, [.. g.Select(s => s.Models[i])]))])),
    ];

    private static ModelSum Sum(string name, IReadOnlyList<GoodputModel> runs)
    {
        double requests = Math.Max(1, runs.Sum(r => r.Requests));
        return new ModelSum(
            name, runs.Sum(r => r.InSlo) / requests, runs.Sum(r => r.PredictedInSlo) / requests, runs.Average(r => r.P50Ms ?? 0), runs.Average(r => r.P99Ms ?? 0),
            runs.Average(r => r.TransitMs), runs.Average(r => r.AnswerMs));
    }

    private static string Kind(PreemptionKind kind) => kind.ToString().ToLowerInvariant();

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Round(double value) => Math.Round(value, 3);
}

/// <summary>A kind over all rounds.</summary>
internal sealed record KindSum(PreemptionKind Kind, double GoodputRps, double PredictedRps, int Stops, long PredictedStops, IReadOnlyList<ModelSum> Models)
{
    /// <summary>Of the prediction, as a share of what was measured.</summary>
    public double Error => GoodputRps == 0 ? 0 : (PredictedRps - GoodputRps) / GoodputRps;
}

/// <summary>A model of it: shares answered in time, and milliseconds.</summary>
internal sealed record ModelSum(string Name, double Attainment, double Predicted, double P50Ms, double P99Ms, double TransitMs, double AnswerMs);

using System.Globalization;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.BuiltIn;

namespace Shepherd.Cli.Simulate;

/// <summary>A model as keys and texts, from wherever they came.</summary>
/// <param name="Where">What messages begin with.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Values">Text of each key of <see cref="Keys"/> that was given.</param>
/// <param name="Table">Its profile, where that is a table.</param>
internal sealed record ModelText(string Where, string Name, IReadOnlyDictionary<string, string> Values, IReadOnlyList<LatencyPoint>? Table)
{
    public static readonly IReadOnlyList<string> Keys =
        ["alpha", "beta", "profile", "slo", "rate", "share", "cv", "arrivals", "max_batch", "priority", "state_mb"];

    private const double NsPerMs = 1e6;
    private const double BytesPerMb = 1e6;

    /// <summary>A million is past any rate, size or millisecond here: beyond, it is a typing error.</summary>
    private const double NumberMax = 1e6;

    /// <summary>Default of <c>max_batch</c> where no table or profile has one: no model here pays past it, and deadlines bound the batch first.</summary>
    private const int MaxBatchDefault = 256;

    private const string ProfileRemedy = "give alpha and beta (ms), profile and the name of a built-in one, or in a file of --models a latency table";

    /// <summary>Profiles measured on a lane, by how many equal lanes the device had.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<LatencyPoint>> LaneTables { get; init; } = new Dictionary<int, IReadOnlyList<LatencyPoint>>();

    /// <summary>Makes the model of it.</summary>
    /// <param name="slo">SLO where the text has none; null to refuse that.</param>
    /// <exception cref="ArgumentException">A key is missing or its text is wrong; the message names it and the remedy.</exception>
    public ModelDemand ToDemand(string? slo)
    {
        var (latency, largest) = ToLatency();
        var wanted = Values.GetValueOrDefault("slo") ?? slo ?? throw Fault("slo is missing; give slo=25ms here or --slo");
        var sloNs = ParseSlo(wanted, latency);
        if (SimulatedModel.FindSloFault(latency, sloNs) is { } fault)
            throw Fault(fault);
        return new ModelDemand(Name, latency, sloNs, (int)(Whole("max_batch", 1, NumberMax) ?? largest))
        {
            Rate = Positive("rate"),
            Share = Positive("share"),
            Shape = ToShape(),
            Priority = (int)(Whole("priority", 0, SimulatedModel.PriorityMax) ?? SimulatedModel.DefaultPriority),
            LaneProfiles = LaneTables.ToDictionary(t => t.Key, t => ToLaneLatency(latency, t.Value, FormattableString.Invariant($"lanes: {t.Key}: "))),
            StateBytes = (long)((Number("state_mb", mayBeZero: true) ?? 0) * BytesPerMb),
        };
    }

    private (ILatencyModel Latency, int MaxBatch) ToLatency()
    {
        var ways = new[] { Table is not null, Values.ContainsKey("profile"), Values.ContainsKey("alpha") || Values.ContainsKey("beta") };
        if (ways.Count(given => given) > 1)
            throw Fault("it has more than one profile; give alpha and beta, or profile, or a latency table");
        if (Table is not null)
            return (ToLatency(Table, "latency: "), Table[^1].Batch);
        if (Values.GetValueOrDefault("profile") is { } name)
        {
            var profile = BuiltInProfiles.Find(name) ?? throw Fault($"profile '{name}' is not built in; known are {string.Join(", ", BuiltInProfiles.All.Select(p => p.Name))}");
            return (profile.ToLatency(), profile.MaxBatch);
        }

        var alpha = Positive("alpha") ?? throw Fault($"alpha is missing; {ProfileRemedy}");
        var beta = Number("beta", mayBeZero: true) ?? throw Fault($"beta is missing, and 0 is taken where it is given; {ProfileRemedy}");
        var (alphaNs, betaNs) = ((long)Math.Round(alpha * NsPerMs), (long)Math.Round(beta * NsPerMs));
        try
        {
            return (new LinearLatency(alphaNs, betaNs), MaxBatchDefault);
        }
        catch (ArgumentException e)
        {
            throw Fault(e.Message);
        }
    }

    private ILatencyModel ToLatency(IReadOnlyList<LatencyPoint> table, string key) =>
        LatencyPoint.FindFault(table) is { } fault ? throw Fault(key + fault) : new TableLatency(table);

    /// <summary>A part of a device is never quicker than all of it.</summary>
    private ILatencyModel ToLaneLatency(ILatencyModel whole, IReadOnlyList<LatencyPoint> table, string key)
    {
        var lane = ToLatency(table, key);
        // Between its sizes either table may bend, so that those of both count.
        foreach (var batch in table.Concat(Table ?? []).Select(p => p.Batch).Where(b => b <= table[^1].Batch).Order())
        {
            var (laneNs, wholeNs) = (lane.EstimateNs(0, batch), whole.EstimateNs(0, batch));
            if (laneNs < wholeNs)
                throw Fault(FormattableString.Invariant($"{key}batch size {batch} takes {laneNs / NsPerMs} ms, less than the {wholeNs / NsPerMs} ms of the whole device; measure again, or give the lane the larger time"));
        }

        return lane;
    }

    private IArrivalProcess? ToShape()
    {
        if (Values.ContainsKey("cv") && Values.ContainsKey("arrivals"))
            throw Fault("it has both cv and arrivals; gamma:CV is what cv stands for");
        if (Positive("cv") is { } cv)
            return new GammaArrivals(1, cv) is var gamma && gamma.FindFault() is { } fault ? throw Fault(fault) : gamma;
        return Values.GetValueOrDefault("arrivals") is { } arrivals ? ArrivalSpec.Parse(arrivals, $"{Where}: arrivals") : null;
    }

    private long ParseSlo(string text, ILatencyModel latency)
    {
        try
        {
            return SloSpec.Parse(text, latency);
        }
        catch (ArgumentException e)
        {
            throw Fault(e.Message);
        }
    }

    private double? Positive(string key) => Number(key, mayBeZero: false);

    private double? Number(string key, bool mayBeZero)
    {
        if (!Values.TryGetValue(key, out var text))
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number <= NumberMax && (number > 0 || (mayBeZero && number == 0)))
            return number;
        throw Fault($"{key} is '{text}'; it takes a {(mayBeZero ? "number from 0" : "positive number")} up to {NumberMax:0}");
    }

    private double? Whole(string key, double min, double max)
    {
        if (!Values.TryGetValue(key, out var text))
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        throw Fault($"{key} is '{text}'; it takes a whole number from {min:0} to {max:0}");
    }

    private ArgumentException Fault(string fault) => new($"{Where}: {fault}");
}

using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Commands;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.BuiltIn;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Cli.Simulate;

/// <summary>The options that say what is served, and what they come to.</summary>
internal sealed class WorkloadOptions
{
    private const double NsPerS = 1e9;

    /// <summary>A day of virtual time: past it the arrivals no longer fit memory.</summary>
    private const double SecondsMax = 86_400;

    /// <summary>Some thirty years, past any trace.</summary>
    private const double TraceSecondsMax = 1e9;

    private const int ModelsMax = 10_000;

    /// <summary>Past any cluster; a typing error must not ask for the memory of more.</summary>
    private const int DevicesMax = 100_000;

    /// <summary>Where a thousandth of the requests is answered, policies no longer differ.</summary>
    private const double LoadMax = 1000;

    private const double RateScaleMax = 1e6;

    private readonly Option<string[]> _model = new("--model") { Description = "name:alpha=…,beta=…,slo=25ms|5x,rate=…[,cv=1][,max_batch=256][,priority=0-3] (ms, requests/s); may be repeated" };
    private readonly Option<string?> _models = new("--models") { Description = $"YAML file of models, or a built-in set: {string.Join(", ", BuiltInSets.Names)} (default {BuiltInSets.Names[0]})", HelpName = "file|set" };
    private readonly Option<int?> _modelsCount = NumberOption.Create("--models-count", "How many models: the first ones, or copies in turn", min: 1, ModelsMax);
    private readonly Option<string?> _mix = new("--mix") { Description = "Shares of the models by their order, in place of their own: zipf:EXPONENT", HelpName = "zipf:S" };
    private readonly Option<string?> _slo = new("--slo") { Description = "SLO of models that name none: 25ms, or 5x (times l(1)); built-in profiles have 5x without it" };
    private readonly Option<string> _arrivals = new("--arrivals") { Description = $"How requests arrive for models that do not say: {ArrivalSpec.Forms}", DefaultValueFactory = _ => "poisson" };
    private readonly Option<double?> _load = NumberOption.Create("--load", "Scales all rates to this share of what whole devices do in the largest batches that fit the SLOs (0.8 where no model has a rate)", min: 1e-6, LoadMax);
    private readonly Option<double?> _rateScale = NumberOption.Create("--rate-scale", "Multiplies all rates; a trace is replayed so many times as fast", min: 1e-6, RateScaleMax);
    private readonly Option<string?> _trace = new("--trace") { Description = "Recorded arrivals: Azure LLM, Azure Functions 2021, ServeGen (.tar.gz), or CSV of timestamp_s,model or minute,model,count", HelpName = "file" };
    private readonly Option<double> _traceStart = NumberOption.Create("--trace-start", "Seconds of the trace to skip", otherwise: 0.0, min: 0, TraceSecondsMax);
    private readonly Option<double?> _traceSeconds = NumberOption.Create("--trace-seconds", "Seconds of the trace to take, in its own time", min: 0.001, TraceSecondsMax);
    private readonly Option<string> _traceMap = new("--trace-map") { Description = "How its streams go to models: weight (near their shares) or round-robin", DefaultValueFactory = _ => "weight" };
    private readonly Option<double?> _seconds = NumberOption.Create("--seconds", "How long requests arrive (default 20, or the whole trace)", min: 0.001, SecondsMax);

    public WorkloadOptions()
    {
        _traceMap.AcceptOnlyFromAmong("weight", "round-robin");
    }

    /// <summary>Devices.</summary>
    public Option<int> Gpus { get; } = NumberOption.Create("--gpus", "Devices", otherwise: 1, min: 1, DevicesMax);

    /// <summary>Seed of all randomness.</summary>
    public Option<ulong> Seed { get; } = NumberOption.Create("--seed", "Seed of all randomness", otherwise: 1UL, min: 0UL, ulong.MaxValue);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _models, _model, _modelsCount, _mix, _slo, _arrivals, _load, _rateScale, _trace, _traceStart, _traceSeconds, _traceMap, Gpus, _seconds, Seed })
            command.Add(option);
    }

    /// <exception cref="ArgumentException">An option is wrong, or some do not go together; the message names it and the remedy.</exception>
    /// <exception cref="InvalidDataException">The trace is faulty.</exception>
    public Workload Read(ParseResult parsed)
    {
        var arrivals = ArrivalSpec.Parse(parsed.GetValue(_arrivals)!, "--arrivals");
        var traceCv = arrivals is GammaArrivals gamma ? gamma.Cv : 1;
        return Workload.Of(new WorkloadRequest
        {
            Models = ReadModels(parsed),
            Devices = parsed.GetValue(Gpus),
            ModelsCount = parsed.GetValue(_modelsCount),
            ZipfExponent = ReadMix(parsed.GetValue(_mix)),
            Shape = arrivals,
            Trace = ReadTrace(parsed, traceCv),
            Mapping = parsed.GetValue(_traceMap) == "weight" ? StreamMapping.ByWeight : StreamMapping.RoundRobin,
            Load = parsed.GetValue(_load),
            RateScale = parsed.GetValue(_rateScale) ?? 1,
            DurationNs = parsed.GetValue(_seconds) is { } seconds ? ToNs(seconds) : null,
            Seed = parsed.GetValue(Seed),
        });
    }

    private List<ModelDemand> ReadModels(ParseResult parsed)
    {
        var slo = parsed.GetValue(_slo);
        var inline = parsed.GetValue(_model) ?? [];
        var models = new List<ModelDemand>();
        if ((parsed.GetValue(_models) ?? (inline.Length == 0 ? BuiltInSets.Names[0] : null)) is { } source)
        {
            Func<ILatencyModel, long>? toSlo = slo is null ? null : latency => SloSpec.Parse(slo, latency);
            models.AddRange(BuiltInSets.Find(source, toSlo) ?? (File.Exists(source)
                ? ModelsFile.Read(source, slo)
                : throw new ArgumentException($"--models {source}: there is no such file, and the built-in sets are {string.Join(", ", BuiltInSets.Names)}")));
        }

        models.AddRange(inline.Select(m => ModelSpec.Parse(m, slo)));
        return models;
    }

    private Trace? ReadTrace(ParseResult parsed, double cv)
    {
        if (parsed.GetValue(_trace) is not { } path)
            return parsed.GetValue(_traceStart) == 0 && parsed.GetValue(_traceSeconds) is null ? null : throw new ArgumentException("--trace-start and --trace-seconds select a part of a trace; give it with --trace");
        return File.Exists(path) ? TraceReader.Read(path, ReadSelection(parsed), cv) : throw new ArgumentException($"--trace {path}: there is no such file");
    }

    private TraceSelection ReadSelection(ParseResult parsed) =>
        new(ToNs(parsed.GetValue(_traceStart)), parsed.GetValue(_traceSeconds) is { } seconds ? ToNs(seconds) : null);

    private static double? ReadMix(string? mix)
    {
        const string zipf = "zipf:";
        if (mix is null)
            return null;
        if (mix.StartsWith(zipf, StringComparison.Ordinal) && double.TryParse(mix[zipf.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var exponent) && exponent is >= 0 and <= 10)
            return exponent;
        throw new ArgumentException($"--mix {mix}: it takes zipf:EXPONENT with an exponent from 0 to 10, for example zipf:1");
    }

    private static long ToNs(double seconds) => (long)(seconds * NsPerS);
}

using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Commands;
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

    private readonly Option<string[]> _model = new("--model") { Description = $"{ModelSpec.Form} (ms, requests/s; arrivals as for --arrivals); may be repeated; beside --models it is one more model" };
    private readonly Option<string?> _models = new("--models") { Description = $"YAML file of models, or a built-in set: {string.Join(", ", BuiltInSets.Names)} (default {BuiltInSets.Names[0]})", HelpName = "file|set" };
    private readonly Option<int?> _modelsCount = NumberOption.Create("--models-count", "How many models: the first ones, or copies in turn", min: 1, ModelsMax);
    private readonly Option<string?> _mix = new("--mix") { Description = "Shares of the models by their order, in place of their own: zipf:EXPONENT", HelpName = "zipf:S" };
    private readonly Option<string?> _slo = new("--slo") { Description = "SLO of models that name none, and of every model of a built-in set: 25ms, or 5x (times l(1)); built-in sets have their own without it, profiles 5x" };
    private readonly Option<string> _arrivals = new("--arrivals") { Description = $"How requests arrive for models that do not say: {ArrivalSpec.Forms}; of a trace only the gaps within a minute's count, by gamma:CV", DefaultValueFactory = _ => "poisson" };
    private readonly Option<double?> _load = NumberOption.Create("--load", "Scales all rates to this share of what whole devices do in the largest batches that fit the SLOs (0.8 where no model has a rate)", min: 1e-6, LoadMax);
    private readonly Option<double?> _rateScale = NumberOption.Create("--rate-scale", "Multiplies all rates; a trace is replayed so many times as fast", min: 1e-6, RateScaleMax);
    private readonly Option<string?> _trace = new("--trace") { Description = "Recorded arrivals: Azure LLM, Azure Functions 2021, ServeGen (.tar.gz), or CSV of timestamp_s,model or minute,model,count", HelpName = "file" };
    private readonly Option<double> _traceStart = NumberOption.Create("--trace-start", "Seconds of the trace to skip", otherwise: 0.0, min: 0, TraceSecondsMax);
    private readonly Option<double?> _traceSeconds = NumberOption.Create("--trace-seconds", "Seconds of the trace to take, in its own time", min: 0.001, TraceSecondsMax);
    private readonly Option<string> _traceMap = ChoiceOption.Create("--trace-map", "How its streams go to models: near their shares, or in turn", "weight", "round-robin");
    private readonly Option<double?> _seconds = NumberOption.Create("--seconds", "How long requests arrive (default 20, or the whole trace)", min: 0.001, SecondsMax);

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
        return Workload.Of(new WorkloadRequest
        {
            Models = ReadModels(parsed),
            Devices = parsed.GetValue(Gpus),
            ModelsCount = parsed.GetValue(_modelsCount),
            ZipfExponent = ReadMix(parsed.GetValue(_mix)),
            Shape = arrivals,
            Trace = ReadTrace(parsed, arrivals),
            Mapping = !parsed.IsGiven(_traceMap) ? null : parsed.GetValue(_traceMap) == "weight" ? StreamMapping.ByWeight : StreamMapping.RoundRobin,
            Load = parsed.GetValue(_load),
            RateScale = parsed.GetValue(_rateScale) ?? 1,
            DurationNs = parsed.GetValue(_seconds) is { } seconds ? ToNs(seconds) : null,
            Seed = parsed.GetValue(Seed),
        });
    }

    private List<ModelDemand> ReadModels(ParseResult parsed)
    {
        var slo = parsed.GetValue(_slo);
        if (slo is not null)
            SloSpec.Check(slo, _slo.Name);
        var inline = parsed.GetValue(_model) ?? [];
        var texts = new List<ModelText>();
        var models = new List<ModelDemand>();
        if ((parsed.GetValue(_models) ?? (inline.Length == 0 ? BuiltInSets.Names[0] : null)) is { } source)
        {
            if (BuiltInSets.Find(source, slo is null ? null : latency => SloSpec.Parse(slo, latency)) is { } known)
                models.AddRange(known.Select(m => m with { MayBeLeftOut = true }));
            else
                texts.AddRange(ModelsFile.Read(InputFile.Check(_models.Name, source, $", or a built-in set: {string.Join(", ", BuiltInSets.Names)}")));
        }

        texts.AddRange(inline.Select(ModelSpec.Parse));
        var changesNothing = models.Count == 0 && texts.TrueForAll(t => t.Values.ContainsKey("slo"));
        models.AddRange(texts.Select(t => t.ToDemand(slo)));
        parsed.RefuseUnless(_slo, !changesNothing, "it changes nothing, as every model names an SLO of its own; leave it out, or take away theirs");
        return models;
    }

    private Trace? ReadTrace(ParseResult parsed, IArrivalProcess arrivals)
    {
        if (parsed.GetValue(_trace) is not { } path)
        {
            foreach (var option in new Option[] { _traceStart, _traceSeconds, _traceMap })
                parsed.RefuseUnless(option, applies: false, $"there is no trace that it is about; add {_trace.Name}, or leave it out");
            return null;
        }

        var trace = TraceReader.Read(InputFile.Check(_trace.Name, path), ReadSelection(parsed), (arrivals as GammaArrivals)?.Cv ?? 1);
        parsed.RefuseUnless(_arrivals, trace.IsCounted && arrivals is GammaArrivals, trace.IsCounted
            ? "the trace says how many requests arrive in each minute, and gamma:CV how their gaps vary; take that, or leave it out"
            : "the trace says when requests arrive; leave one of the two out");
        return trace;
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

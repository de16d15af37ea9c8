using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Commands;
using Shepherd.Simulator.Grid;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Cli.Simulate.Grid;

/// <summary>The options that say what a grid runs.</summary>
internal sealed class GridOptions
{
    /// <summary>Below it a policy keeps no promise worth the name.</summary>
    private const double AttainmentMin = 0.5;

    private static readonly string Families = string.Join(", ", GridWorkloads.BuiltIn.Select(w => w.Family).Distinct());

    private readonly Option<bool> _quick = new("--quick") { Description = "Fewer and shorter cells: half a minute on two cores in place of a quarter of an hour" };
    private readonly Option<string?> _policies = new("--policies") { Description = $"Of {string.Join(", ", PolicySpec.Names)} (default {string.Join(",", GridPolicies.Default)})", HelpName = "a,b" };
    private readonly Option<string?> _workloads = new("--workloads") { Description = $"Of {Families} and trace, or one such as pair-cv4 or trace:NAME (default all)", HelpName = "a,b" };
    private readonly GridAxes _axes = new();
    private readonly Option<string[]> _trace = new("--trace") { Description = "Recorded arrivals, in a format that simulate --trace takes; may be repeated", HelpName = "file" };
    private readonly Option<string?> _traceModels = new("--trace-models") { Description = $"Models that the recorded arrivals are for, of {Families} (default {GridWorkloads.TraceFamily})", HelpName = "a,b" };
    private readonly Option<double> _attainment = NumberOption.Create("--attainment", "Share of the requests in SLO at which the largest load is looked for", GridPlan.AttainmentDefault, AttainmentMin, 1);
    private readonly LaneOptions _lanes = new();
    private readonly Option<ulong> _seed = NumberOption.Create("--seed", "Seed of all randomness", otherwise: 1UL, min: 0UL, ulong.MaxValue);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _quick, _policies, _workloads, _trace, _traceModels, _attainment, _seed })
            command.Add(option);
        _axes.AddTo(command);
        _lanes.AddTo(command);
    }

    /// <exception cref="ArgumentException">An option is wrong; the message names it and the remedy.</exception>
    /// <exception cref="InvalidDataException">A trace is faulty.</exception>
    public GridPlan Read(ParseResult parsed)
    {
        var size = _axes.Apply(parsed.GetValue(_quick) ? GridSize.Quick : GridSize.Full, parsed);
        var policies = Split("--policies", parsed.GetValue(_policies))?.Select(GridPolicies.Find) ?? GridPolicies.Default.Select(GridPolicies.Find);
        var gpus = _axes.ReadGpus(parsed);
        var plan = GridPlan.Of(size, ReadWorkloads(parsed), [.. policies], parsed.GetValue(_seed), gpus) with { Lanes = _lanes.Read(parsed), Attainment = parsed.GetValue(_attainment) };
        if (plan.Cells.Count > 0)
            return plan;
        throw plan.LeftOut.Count > 0
            ? new ArgumentException($"--trace: it is too short for every cell; {plan.LeftOut[0].Name} would last less than {size.SlosLeast} SLOs. Give a trace of more requests, or fewer devices by --gpus")
            : new ArgumentException($"--gpus {string.Join(',', gpus ?? [])}: with --quick only {string.Join(" and ", size.ManyFamilies!)} is run on more than {size.Gpus.Max()} devices; leave out --quick, or take fewer devices");
    }

    /// <summary>The command line that runs the same grid.</summary>
    public string Describe(ParseResult parsed, string report)
    {
        List<string> words = ["./shepherd simulate grid"];
        if (parsed.GetValue(_quick))
            words.Add("--quick");
        foreach (var option in new[] { _policies, _workloads, _traceModels })
        {
            if (parsed.GetValue(option) is { } value)
                words.Add($"{option.Name} {value}");
        }

        words.AddRange(_axes.Describe(parsed));
        words.AddRange(_lanes.Describe(parsed));
        if (parsed.GetResult(_attainment) is { Implicit: false })
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{_attainment.Name} {parsed.GetValue(_attainment)}"));
        words.AddRange((parsed.GetValue(_trace) ?? []).Select(t => $"{_trace.Name} {Quote(t)}"));
        return string.Join(' ', [.. words, $"--seed {parsed.GetValue(_seed)}", $"--report {Quote(report)}"]);
    }

    /// <summary>As a shell takes it.</summary>
    private static string Quote(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path;

    private List<GridWorkload> ReadWorkloads(ParseResult parsed)
    {
        var families = ReadTraceModels(parsed);
        List<GridWorkload> all = [.. GridWorkloads.BuiltIn, .. (parsed.GetValue(_trace) ?? []).SelectMany(path => ReadTrace(path, families))];
        if (all.GroupBy(w => w.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"--trace: two files are called {twice.Key["trace:".Length..]}; rename one");
        if (Split("--workloads", parsed.GetValue(_workloads)) is not { } wanted)
            return all;
        foreach (var name in wanted)
        {
            if (!all.Exists(w => w.Name == name || w.Family == name))
                throw new ArgumentException($"--workloads {name}: there is no such workload; known are {string.Join(", ", all.Select(w => w.Family).Concat(all.Select(w => w.Name)).Distinct())}, and those of a --trace");
        }

        return [.. all.Where(w => wanted.Contains(w.Name, StringComparer.Ordinal) || wanted.Contains(w.Family, StringComparer.Ordinal))];
    }

    private static IEnumerable<GridWorkload> ReadTrace(string path, IReadOnlyList<string> families)
    {
        var trace = TraceReader.Read(InputFile.Check("--trace", path), new TraceSelection(0, GridWorkloads.TraceNs));
        return families.Select(family => GridWorkloads.OfTrace(Path.GetFileName(path).Split('.')[0], trace, family));
    }

    private IReadOnlyList<string> ReadTraceModels(ParseResult parsed)
    {
        var wanted = Split(_traceModels.Name, parsed.GetValue(_traceModels)) ?? [GridWorkloads.TraceFamily];
        foreach (var name in wanted)
        {
            if (!GridWorkloads.BuiltIn.Any(w => w.Family == name))
                throw new ArgumentException($"{_traceModels.Name} {name}: there are no such models; known are {Families}");
        }

        parsed.RefuseUnless(_traceModels, parsed.IsGiven(_trace), $"there is no trace that they are for; add {_trace.Name}, or leave it out");
        return wanted;
    }

    internal static ArgumentException Repeated(string option, string item) => new($"{option}: '{item}' is given twice; give it once");

    internal static List<string>? Split(string option, string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split(',', StringSplitOptions.TrimEntries).ToList();
        if (parts.TrueForAll(p => p.Length == 0))
            throw new ArgumentException($"{option} is empty; name at least one, or leave it out");
        if (parts.Contains(""))
            throw new ArgumentException($"{option}: '{text}' has an empty item; take away a comma, or name what is missing");
        var named = new HashSet<string>(StringComparer.Ordinal);
        return parts.Find(p => !named.Add(p)) is { } twice ? throw Repeated(option, twice) : parts;
    }
}

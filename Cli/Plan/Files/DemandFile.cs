using System.Globalization;
using Shepherd.Cli.Simulate;
using Shepherd.Core.Planning;
using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Plan.Files;

/// <summary>Demand as YAML: a list <c>streams</c> whose items have <c>model</c>, <c>rate</c> (requests/s), <c>slo</c> (<c>50ms</c>, or <c>5x</c> of l(1) on the slowest type that the model runs on), <c>cv</c> and <c>name</c>.</summary>
internal static class DemandFile
{
    /// <summary>More than any cluster serves.</summary>
    private const double RateMax = 1e9;

    private const double CvMax = 1000;

    /// <param name="path">The file.</param>
    /// <param name="models">What streams may name.</param>
    /// <param name="slowest">Latency of a model by its index on the type that it is slowest on, for SLOs given as multiples.</param>
    /// <exception cref="ArgumentException">It is not of that form; the message has file, line and remedy.</exception>
    public static IReadOnlyList<ModelStream> Read(string path, IReadOnlyList<PlannedModel> models, Func<int, ILatencyModel> slowest)
    {
        var streams = new List<ModelStream>();
        var numbers = models.Select((m, number) => (m.Name, number)).ToDictionary(m => m.Name, m => m.number, StringComparer.Ordinal);
        foreach (var item in YamlItem.ReadList(path, "streams", "{model: resnet50, rate: 1400, slo: 50ms, cv: 1}"))
        {
            var modelName = item.Name("model");
            if (!numbers.TryGetValue(modelName, out var model))
                throw new ArgumentException($"{item.Where}: there is no such model; there are {string.Join(", ", models.Select(m => m.Name))}");
            var sloText = item.Text("slo") ?? throw new ArgumentException($"{item.Where}: it has no slo; write slo: 50ms, or slo: 5x");
            var rate = item.Number("rate", 0, RateMax) ?? throw new ArgumentException($"{item.Where}: it has no rate; write its requests/s");
            var cv = item.Number("cv", 1e-3, CvMax) ?? 1;
            var name = item.Text("name") ?? string.Create(CultureInfo.InvariantCulture, $"{modelName}/{sloText}");
            item.CheckAllRead();
            if (streams.Exists(s => s.Name == name))
                throw new ArgumentException($"{item.Where}: there is a stream '{name}' above; give each a name of its own");
            streams.Add(new ModelStream(name, model, ParseSlo(item.Where, sloText, slowest(model)), rate) { Cv = cv });
        }

        return streams;
    }

    private static long ParseSlo(string where, string text, ILatencyModel latency)
    {
        try
        {
            return SloSpec.Parse(text, latency);
        }
        catch (ArgumentException fault)
        {
            throw new ArgumentException($"{where}: {fault.Message}", fault);
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shepherd.GpuWorker.Profiling.Files;

/// <summary>
/// A file of measured profiles. It is JSON, which YAML readers take too: its list <c>models</c> is what the simulator and the planner read (<c>latency</c>, <c>on</c>), and holds under
/// <c>measured</c> what a worker reads.
/// </summary>
/// <param name="Models">Models, each once.</param>
public sealed record ProfileFile(IReadOnlyList<ProfiledModel> Models)
{
    /// <summary>Its name beside a config.yaml.</summary>
    public const string Name = "profile.json";

    /// <summary>Characters of a file: a thousand times a real one.</summary>
    private const int LengthMax = 16 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says why and what to do.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ProfileFile Read(string path)
    {
        if (new FileInfo(path).Length > LengthMax)
            throw new InvalidDataException($"{path}: has over {LengthMax} bytes; measure again with 'shepherd profile'");
        try
        {
            return JsonSerializer.Deserialize<ProfileFile>(File.ReadAllText(path), Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}:{fault.LineNumber + 1}: is no profile ({fault.Message.ReplaceLineEndings(" ")}); measure again with 'shepherd profile'", fault);
        }
    }
}

/// <summary>A model of a file, in numbers for the simulator, the planner and the worker.</summary>
/// <param name="Name">Model name.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="Slo">Relative deadline with its unit: <c>250ms</c>.</param>
/// <param name="StateMb">What a suspended batch keeps for each request, MB.</param>
/// <param name="Latency">Milliseconds by batch size, of the first device and its reference shape.</param>
/// <param name="On">The same with memory, by device type.</param>
/// <param name="Measured">All that was measured, by device type.</param>
public sealed record ProfiledModel(
    string Name, int MaxBatch, string Slo, double StateMb, IReadOnlyDictionary<int, double> Latency, IReadOnlyDictionary<string, DeviceFigures> On, IReadOnlyList<ModelProfile> Measured)
{
    private const double KbPerMb = 1000;

    /// <summary>Puts what was measured of a model into the form that all read.</summary>
    /// <param name="name">Model name.</param>
    /// <param name="maxBatch">Requests per batch, at most, as configured.</param>
    /// <param name="sloMs">Relative deadline, milliseconds.</param>
    /// <param name="shape">Reference shape: that whose times stand for the model where one table is wanted.</param>
    /// <param name="measured">At least one, of unlike device types.</param>
    public static ProfiledModel Of(string name, int maxBatch, int sloMs, string shape, IReadOnlyList<ModelProfile> measured)
    {
        // One measured for the first time may have the shape on some devices only.
        var tables = measured.Select(m => Table((m.Buckets.FirstOrDefault(b => b.Shape == shape) ?? m.Buckets[^1]).Batches)).ToList();
        var on = new Dictionary<string, DeviceFigures>(StringComparer.Ordinal);
        for (var i = 0; i < measured.Count; i++)
            on[measured[i].Type] = DeviceFigures.Of(tables[i], measured[i]);
        var stateKb = measured.SelectMany(m => m.Stops).Select(s => s.StateKb).DefaultIfEmpty(0).Max();
        return new ProfiledModel(name, maxBatch, $"{sloMs}ms", Math.Round(stateKb / KbPerMb, 3), tables[0], on, measured);
    }

    /// <summary>The same with what a file has of other kinds of devices, threads and lanes, as long as that is of the same weights; a file that cannot be read is replaced.</summary>
    /// <param name="path">The file; it need not be there.</param>
    public ProfiledModel Beside(string path)
    {
        try
        {
            var held = File.Exists(path) ? ProfileFile.Read(path).Models.SelectMany(m => m.Measured) : [];
            return this with { Measured = [.. Measured, .. held.Where(h => Measured.Any(m => m.ModelHash == h.ModelHash) && !Measured.Any(m => (m.Device, m.Threads, m.Segments) == (h.Device, h.Threads, h.Segments)))] };
        }
        catch (InvalidDataException)
        {
            return this;
        }
    }

    /// <summary>Medians; a larger batch is never believed to be quicker.</summary>
    private static SortedDictionary<int, double> Table(IReadOnlyList<BatchFigures> batches)
    {
        var (table, least) = (new SortedDictionary<int, double>(), 0.0);
        foreach (var batch in batches)
            table[batch.Batch] = least = Math.Max(least, batch.P50Ms);
        return table;
    }
}

/// <summary>What a planner reckons with on one device type.</summary>
/// <param name="Latency">Milliseconds by batch size.</param>
/// <param name="WeightsMb">Memory of the loaded model, MB.</param>
/// <param name="WorkMb">Memory that a running batch needs for each request, MB.</param>
public sealed record DeviceFigures(IReadOnlyDictionary<int, double> Latency, double WeightsMb, double WorkMb)
{
    internal static DeviceFigures Of(IReadOnlyDictionary<int, double> latency, ModelProfile profile)
    {
        var weights = profile.Memory?.WeightsMb ?? 0;
        var work = profile.Buckets.SelectMany(b => b.Batches).Where(b => b.PeakMb is not null).Select(b => (b.PeakMb!.Value - weights) / b.Batch).DefaultIfEmpty(0).Max();
        return new DeviceFigures(latency, weights, Math.Round(Math.Max(0, work), 2));
    }
}

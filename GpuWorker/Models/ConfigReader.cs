using Shepherd.Core.Policies;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads a config.yaml and tells all that is wrong with it at once.</summary>
internal static class ConfigReader
{
    /// <summary>Characters of a config.yaml: a thousand times a real one; more is some other file.</summary>
    public const int LengthMax = 1 << 20;

    /// <summary>Requests per batch: more than any device gains from, and a bound on buffers.</summary>
    public const int MaxBatchLimit = 1024;

    /// <summary>One day: a longer promise is a mistake of units.</summary>
    public const int SloMsLimit = 24 * 60 * 60 * 1000;

    /// <summary>Lowest priority tier (0 is the most urgent).</summary>
    public const int PriorityLimit = ScheduledRequest.PriorityMax;

    /// <summary>Tier of models that name none: there is room above it and below.</summary>
    public const int DefaultPriority = ScheduledRequest.DefaultPriority;

    /// <summary>Threads per run: more than the cores of any machine in use.</summary>
    public const int ThreadsLimit = 256;

    /// <summary>Segments of a model: past it the next end of one is nearer than a stop within one takes.</summary>
    public const int SegmentsLimit = 64;

    /// <summary>Key of the share of a canary. KServe calls it canaryTrafficPercent.</summary>
    public const string CanaryKey = "canary_traffic_percent";

    /// <summary>A tebibyte: no device has more.</summary>
    private const int MemoryMbMax = 1 << 20;

    private const int BytesPerMiBShift = 20;

    /// <summary>Runtime of models that name none.</summary>
    public const string DefaultRuntime = "onnx";

    /// <summary>Reads it. The configuration is null when there is a fault; the group is told even then, if it can be read.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="model">The model's name, the default of its group.</param>
    /// <param name="faults">Where faults go.</param>
    public static (ModelConfig? Config, string? Group) Read(string yaml, string model, ConfigFaults faults)
    {
        if (Parse(yaml, faults) is not { } root)
            return (null, null);
        var group = ReadGroup(root, model);
        var runtime = root.Text("runtime") ?? DefaultRuntime;
        var sloMs = root.Integer("slo_ms", 1, SloMsLimit, required: true);
        var priority = root.Integer("priority", 0, PriorityLimit) ?? DefaultPriority;
        var maxBatch = root.Integer("max_batch", 1, MaxBatchLimit, required: true);
        var threads = root.Integer("threads", 1, ThreadsLimit);
        var segments = root.Integer("segments", 1, SegmentsLimit) ?? 1;
        var canary = root.Integer(CanaryKey, 0, 100);
        var memoryMb = root.Integer("memory_mb", 1, MemoryMbMax);
        var (inputs, complete) = ReadInputs(root, maxBatch ?? 1);
        var outputs = ReadOutputs(root);
        var warmUp = WarmUpReader.Read(root, inputs, complete, maxBatch ?? MaxBatchLimit);
        var replay = ReplayReader.Read(root);
        root.RefuseUnknownKeys();
        if (faults.Any)
            return (null, group);
        var config = new ModelConfig(group!, runtime, sloMs!.Value, priority, maxBatch!.Value, threads, inputs, outputs, warmUp)
        {
            Segments = segments,
            CanaryPercent = canary,
            MemoryBytes = (long?)memoryMb << BytesPerMiBShift,
            Replay = replay,
        };
        return (config, group);
    }

    private static YamlSection? Parse(string yaml, ConfigFaults faults)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode mapping }])
                return new YamlSection(mapping, "", faults);
            faults.Add("is not one YAML mapping", "write keys such as slo_ms, max_batch, inputs and outputs at its top level");
        }
        catch (YamlException fault)
        {
            faults.Add(fault.Start.Line, "YAML", fault.Message.ReplaceLineEndings(" "), "mend the syntax");
        }

        return null;
    }

    private static string? ReadGroup(YamlSection root, string model)
    {
        var group = root.Text("group") ?? model;
        if (GroupNames.FindFault(group) is not { } fault)
            return group;
        root.Fault("group", fault, "name a group that a topic can be called after");
        return null;
    }

    private static (List<InputConfig> Inputs, bool Complete) ReadInputs(YamlSection root, int maxBatch)
    {
        var inputs = new List<InputConfig>();
        var sections = root.Sections("inputs", required: true);
        foreach (var section in sections)
        {
            if (InputReader.Read(section, maxBatch) is not { } input)
                continue;
            if (inputs.Exists(other => other.Name == input.Name))
                section.Fault("name", $"'{input.Name}' is there twice", "name each input once");
            inputs.Add(input);
        }

        return (inputs, inputs.Count > 0 && inputs.Count == sections.Count);
    }

    private static List<OutputConfig> ReadOutputs(YamlSection root)
    {
        var outputs = new List<OutputConfig>();
        var wireNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in root.Sections("outputs", required: true))
        {
            if (OutputReader.Read(section) is not { } output)
                continue;
            if (output.WireTensors().Any(tensor => !wireNames.Add(tensor.Name)))
                section.Fault("name", $"'{output.Name}' is there twice", "name each output once");
            outputs.Add(output);
        }

        return outputs;
    }
}

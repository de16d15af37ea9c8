using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>A model without a server: one session, inputs that lie ready, run in a loop. What it reaches is what the device gives.</summary>
public sealed class BareModel : IDisposable
{
    /// <summary>Bytes of a request, so that it passes any broker: larger shapes are halved until they fit.</summary>
    private const int RequestBytesMax = 400_000;

    /// <summary>Time for each batch size, when the best is looked for.</summary>
    private static readonly TimeSpan TryTime = TimeSpan.FromMilliseconds(400);

    private readonly ModelDefinition _definition;
    private readonly InferenceSession _session;
    private readonly OnnxInputs _inputs;
    private readonly InferenceRequest _request;
    private readonly BucketKey _bucket;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    private BareModel(ModelDefinition definition, InferenceSession session)
    {
        (_definition, _session, _inputs) = (definition, session, new OnnxInputs(definition.Config.Inputs));
        _request = Request(definition.Config);
        _bucket = new RequestContract(definition).BucketOf(_request);
        _inputNames = [.. definition.Config.Inputs.Select(input => input.Name)];
        _outputNames = [.. definition.Config.Outputs.Select(output => output.Name)];
    }

    /// <summary>Name in the repository.</summary>
    public string Name => _definition.Name;

    /// <summary>Model group that carries its requests.</summary>
    public string Group => _definition.Config.Group;

    /// <summary>Requests per batch, at most, as configured.</summary>
    public int MaxBatch => _definition.Config.MaxBatch;

    /// <summary>Shape of the requests, as padded.</summary>
    public string Shape => _bucket.ToString();

    /// <summary>Loads the newest version of each ONNX model.</summary>
    /// <param name="models">Model repository.</param>
    /// <param name="threads">CPU threads per run.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    /// <exception cref="InvalidOperationException">A model of it cannot be loaded, or there is none; the message says why.</exception>
    public static IReadOnlyList<BareModel> Load(string models, int threads)
    {
        var loaded = new List<BareModel>();
        try
        {
            foreach (var definition in ModelRepository.Scan(models).Models.Where(m => m.Config.Runtime == ConfigReader.DefaultRuntime).DistinctBy(m => m.Name))
                loaded.Add(new BareModel(definition, OnnxRuntime.Open(Path.Combine(definition.Directory, OnnxRuntime.ModelFile), definition, new LaneOptions(threads))));
        }
        catch (ModelLoadException fault)
        {
            loaded.ForEach(model => model.Dispose());
            throw new InvalidOperationException(fault.Message, fault);
        }

        return loaded.Count > 0 ? loaded : throw new InvalidOperationException($"model repository {models}: no model of the {ConfigReader.DefaultRuntime} runtime is there");
    }

    /// <summary>A request's value, in Avro.</summary>
    public byte[] Encode()
    {
        using var writer = new PooledBufferWriter();
        RequestCodec.Encode(_request, ContentTypes.Avro, writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The batch size that answers most requests a second.</summary>
    public int FindBestBatch()
    {
        var sizes = Enumerable.Range(0, 31).Select(bit => 1 << bit).TakeWhile(size => size < MaxBatch).Append(MaxBatch).ToList();
        sizes.ForEach(size => Run(size, TimeSpan.Zero));
        return sizes.MaxBy(size => Run(size, TryTime));
    }

    /// <summary>Runs batches for a while, at least one.</summary>
    /// <returns>Requests a second.</returns>
    public double Run(int batch, TimeSpan time)
    {
        var inputs = Gather(batch);
        try
        {
            var (began, runs) = (Stopwatch.GetTimestamp(), 0);
            do
            {
                using var options = new RunOptions();
                _session.Run(options, _inputNames, inputs, _outputNames).Dispose();
                runs++;
            }
            while (Stopwatch.GetElapsedTime(began) < time);
            return runs * batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            foreach (var input in inputs)
                input.Dispose();
        }
    }

    /// <summary>What a worker does around a run on the lane's thread, as shares of the run: filling its inputs from requests, and making results' tensors of its outputs.</summary>
    /// <param name="batch">Requests of the batch.</param>
    /// <param name="times">Batches to take the medians of.</param>
    public (double Gather, double Collect) MeasureShares(int batch, int times)
    {
        var requests = Enumerable.Repeat(_request, batch).ToList();
        var (gathers, runs, collects) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < times; i++)
        {
            var at = Stopwatch.GetTimestamp();
            var inputs = Gather(batch);
            gathers.Add(Lap(ref at));
            using var options = new RunOptions();
            using var outputs = _session.Run(options, _inputNames, inputs, _outputNames);
            runs.Add(Lap(ref at));
            OnnxOutputs.Collect(_definition, requests, outputs).Dispose();
            collects.Add(Lap(ref at));
            foreach (var input in inputs)
                input.Dispose();
        }

        return (Median(gathers) / Median(runs), Median(collects) / Median(runs));
    }

    /// <summary>Ends the session.</summary>
    public void Dispose()
    {
        _session.Dispose();
        _inputs.Dispose();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Lap(ref long at)
    {
        var now = Stopwatch.GetTimestamp();
        var ms = Stopwatch.GetElapsedTime(at, now).TotalMilliseconds;
        at = now;
        return ms;
    }

    /// <summary>One of noise: the shape of the last warm-up run, or the largest.</summary>
    private static InferenceRequest Request(ModelConfig config)
    {
        var extents = config.WarmUp is [.., var last] ? last.Extents.Select(e => (long[])e.Clone()).ToArray() : [.. config.Inputs.Select(input => input.LargestExtents())];
        var request = WarmUpRequests.Blank(config, new WarmUpRun(1, extents));
        while (request.Inputs.Sum(input => (long)input.Data.Length) > RequestBytesMax && Halve(config, extents))
            request = WarmUpRequests.Blank(config, new WarmUpRun(1, extents));
        var random = new Random(1);
        return new InferenceRequest("", "", [.. request.Inputs.Select(input => input with { Data = Noise(input, random) })]);
    }

    internal static ReadOnlyMemory<byte> Noise(Tensor input, Random random)
    {
        // Noise in a wider type would be numbers no model sees.
        var data = new byte[input.Data.Length];
        if (input.Datatype == TensorDatatype.UInt8)
            random.NextBytes(data);
        return data;
    }

    private static bool Halve(ModelConfig config, long[][] extents)
    {
        var isHalved = false;
        for (var input = 0; input < extents.Length; input++)
        {
            for (var axis = 0; axis < extents[input].Length; axis++)
            {
                var rule = config.Inputs[input].Axes[axis];
                if (!rule.IsFree || extents[input][axis] / 2 < rule.Min)
                    continue;
                extents[input][axis] /= 2;
                isHalved = true;
            }
        }

        return isHalved;
    }

    private OrtValue[] Gather(int batch) => _inputs.Gather([.. Enumerable.Repeat(_request, batch)], _bucket, new StopFlag());
}

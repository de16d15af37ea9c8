using System.Buffers.Binary;
using System.Text;
using Shepherd.Schemas.Control;

namespace Shepherd.Schemas.Tests;

/// <summary>One full record of each kind, every field away from its default.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 1, 2, 3, 456, TimeSpan.Zero);

    public static InferenceRequest Request { get; } = new(
        "r-1",
        "ocr-recognition",
        [
            new Tensor("x", TensorDatatype.Fp32, [1, 3], Floats(1.5f, -2f, 0.25f)),
            new Tensor("label", TensorDatatype.Bytes, [2], ByteStrings("grüße", "")),
        ])
    {
        ModelVersion = "3",
        Outputs = ["y", "score"],
        Parameters = new Dictionary<string, object> { ["text"] = "a", ["flag"] = true, ["count"] = -7L, ["ratio"] = 2.0 },
    };

    public static InferenceResult Result { get; } = new("r-1", "ocr-recognition", Outcome.Ok)
    {
        ModelVersion = "3",
        Reason = "",
        Attempts = 2,
        Worker = "gpu-0",
        Epoch = new Epoch(4, 17),
        Outputs = [new Tensor("y", TensorDatatype.Int64, [2], new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255 })],
        Parameters = new Dictionary<string, object> { ["lane"] = 1L },
    };

    public static CatalogEntry Catalog { get; } = new(
        "ocr-recognition",
        "3",
        "ocr",
        250,
        1,
        16,
        "onnx",
        [new TensorSpec("x", TensorDatatype.UInt8, [-1, 3, 48, -1])],
        [new TensorSpec("y", TensorDatatype.Int32, [-1, -1])])
    {
        Profiles =
        [
            new CatalogProfile("cpu Some Processor, one of 2 lanes", 2, "00ff00ff00ff00ff00ff00ff00ff00ff", Instant, [new CatalogBucket("3x48x320", [new CatalogBatch(1, 120, 5.25, 6.5), new CatalogBatch(16, 0, 80.5, 96.75)])])
            {
                Segments = 8,
                Version = "3",
                Source = ProfileSource.Serving,
                By = "gpu-0",
                WeightsMb = 41.5,
                PeakMb = 66.25,
                Stops = [new CatalogStop("suspend", 8, 80.5, 0.25, 1.5, 512.5, [0.25, 1.5])],
            },
            new CatalogProfile("cuda", 1, "11ff00ff00ff00ff00ff00ff00ff00ff", Instant, []) { Source = ProfileSource.File },
        ],
    };

    public static PlanRecord Plan { get; } = new(
        new Epoch(4, 17),
        "planner-0",
        Instant,
        "worker gpu-1 joined",
        [new PlanAssignment("gpu-0", "ocr", [0, 2, 4]), new PlanAssignment("gpu-1", "ocr", [1, 3])])
    {
        ServingGroups = [new ServingGroup("gpu-0", new Epoch(4, 9), [new ServingPeer("gpu-2", "10.0.0.3:7400"), new ServingPeer("gpu-3", "[::1]:7400")])],
        Target = [new PlanAssignment("gpu-1", "ocr", [0, 1, 2, 3, 4])],
        WorkerTtlMs = 3000,
        Directives =
        [
            new Directive(DirectiveKind.Drain, "gpu-0", Instant) { By = "ada" },
            new Directive(DirectiveKind.Pin, "ocr", Instant) { Workers = ["gpu-1", "gpu-2"] },
            new Directive(DirectiveKind.Rescale, "voice", Instant) { Devices = 3 },
        ],
    };

    public static ClaimRecord Claim { get; } = new("planner-1", Instant, 40) { Address = "http://planner-1:9470" };

    public static WorkerHeartbeat Heartbeat { get; } = new(
        "gpu-0",
        99,
        Instant,
        WorkerState.Draining,
        new Epoch(4, 16),
        ["cpu:0", "cpu:1"],
        ["ocr"],
        [new OwnedPartitions("ocr", [0, 2])],
        12,
        5_000_000_000)
    {
        ColdGroups = ["voice"],
        RefusedGroups = ["video"],
        ModelBytes = 1L << 30,
        PeerAddress = "10.0.0.1:7400",
        MemoryBytes = 8L << 30,
        PreparingGroups = ["voice"],
        Released = [new ReleasedPartition("ocr", 4, 1207), new ReleasedPartition("ocr", 6, -1)],
        GroupLoads =
        [
            new GroupLoad("ocr", 5_000) { Queued = 12, QueuedDeviceMs = 96.5, OldestSlackMs = -3.25, RequestDeviceMs = 8.25, LoadMs = 750, ModelBytes = 1L << 20 },
            new GroupLoad("voice", 0),
        ],
    };

    public static DecisionRecord Decision { get; } = new(DecisionKind.Batch, Instant, "gpu-0", new Epoch(4, 17), "full batch")
    {
        Model = "ocr-recognition",
        Requests = ["r-1", "r-2"],
        PredictedMs = 7.25,
        ActualMs = null,
        Size = 2,
        Lane = 1,
        Bucket = 3,
        Events = [new TraceEvent(Instant, "dispatched", "on lane 1", 1)],
        Group = "ocr",
        Partition = 4,
        From = "gpu-0",
        To = "gpu-1",
        Subject = "rescale ocr --devices 3",
    };

    public static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    public static byte[] ByteStrings(params string[] values)
    {
        using var bytes = new PooledBufferWriter();
        foreach (var text in values.Select(Encoding.UTF8.GetBytes))
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), text.Length);
            bytes.Advance(sizeof(int));
            text.CopyTo(bytes.GetSpan(text.Length));
            bytes.Advance(text.Length);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Encode(InferenceRequest request, string contentType = ContentTypes.Avro)
    {
        using var bytes = new PooledBufferWriter();
        RequestCodec.Encode(request, contentType, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Encode(InferenceResult result, string contentType = ContentTypes.Avro)
    {
        using var bytes = new PooledBufferWriter();
        ResultCodec.Encode(result, contentType, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}

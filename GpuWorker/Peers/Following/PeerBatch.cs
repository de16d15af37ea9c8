using Confluent.Kafka;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Peers.Wire;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Following;

/// <summary>A batch of a lead on one of this worker's lanes. Its requests' tensors lie in the frame that brought it.</summary>
/// <param name="first">Number of its first stretch.</param>
/// <param name="payload">What the frame brought; this owns it.</param>
/// <param name="header">The frame's.</param>
internal sealed class PeerBatch(long first, FramePayload payload, FrameHeader header) : IDisposable
{
    /// <summary>Its lead has the record, and gives it its outcome.</summary>
    private static readonly TakenRecord LeadsRecord =
        new("", new TopicPartitionOffset("", 0, 0), null, null, [], new RecordValue.Deserializer().Deserialize([], isNull: true, default));

    private static readonly RequestHeaders LeadsHeaders = new();

    private int _credit = payload.Length;
    private ServedModel? _model;

    public long First { get; } = first;

    /// <summary>The bytes of credit that it holds; from then on it holds none.</summary>
    public int TakeCredit() => Interlocked.Exchange(ref _credit, 0);

    /// <summary>Number of the stretch under way.</summary>
    public long Stretch { get; set; } = first;

    public WorkItem[] Items { get; private set; } = [];

    /// <summary>Requests whose answers were sent.</summary>
    public int Answered { get; set; }

    /// <summary>How it ended, once the lane is idle again; its answers may come before or after that.</summary>
    public FinishedBatch? End { get; set; }

    /// <exception cref="PeerProtocolException">The frame is no batch.</exception>
    public BatchFrame Read() => BatchFrame.Read(header, payload);

    /// <summary>Makes the lane's work of what came.</summary>
    /// <param name="frame">What came.</param>
    /// <param name="model">The model on this worker, held for it.</param>
    public void Take(BatchFrame frame, ServedModel model)
    {
        _model = model;
        Items = [.. frame.Requests.Select((request, i) => ToItem(request, model.Index, i))];
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _model, null)?.Holds.Release();
        payload.Dispose();
    }

    private static WorkItem ToItem(InferenceRequest request, int model, int place) => new()
    {
        Sequence = place,
        Model = model,
        Bucket = 0,
        ArrivalNs = 0,
        DeadlineNs = long.MaxValue,
        Record = LeadsRecord,
        Headers = LeadsHeaders,
        Id = request.Id,
        Request = request,
    };
}

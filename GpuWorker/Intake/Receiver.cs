using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Intake;

/// <summary>What happens to a record when it is taken: it becomes a work item of the driver's, or has its outcome at once. On the intake thread.</summary>
internal sealed class Receiver(WorkerOptions options, ServedModels models, ResultPublisher publisher, Driver driver, WorkerClock clock, IServingEvents? events = null, TimeProvider? time = null, ILogger<Receiver>? logger = null, InFlightGates? gates = null)
{
    private const string PriorityParameter = "priority";

    private readonly FrozenDictionary<string, int> _tenants = options.Tenants.Select((t, i) => KeyValuePair.Create(t.Name, i)).ToFrozenDictionary(StringComparer.Ordinal);
    private readonly IServingEvents _events = events ?? NoEvents.Instance;
    private readonly TenantLimits _limits = new(options.Tenants, gates ?? new InFlightGates(options), time ?? TimeProvider.System, (ILogger?)logger ?? NullLogger.Instance);
    private long _sequence;

    /// <summary>False while a model of the group is to be loaded first.</summary>
    public bool IsReady(string group) => models.Routes.IsReady(group);

    /// <param name="record">The record.</param>
    /// <param name="isMoreToCome">The driver is not woken yet: <see cref="Flush"/> follows.</param>
    public void Receive(TakenRecord record, bool isMoreToCome = false)
    {
        if (Withdrawal.FindId(record) is { } withdrawn)
        {
            driver.Withdraw(withdrawn);
            publisher.Pass(record);
            return;
        }

        var headers = RequestHeaders.Read(record.Headers);
        _events.Taken(record, headers);
        var id = headers.Id ?? record.FallbackId;
        var name = headers.Model ?? models.OnlyModelOf(record.Group) ?? "";
        if (headers.Fault is { } fault)
            Refuse(record, headers, id, name, Outcome.Invalid, fault);
        else if (TryDecode(record, headers, out var request) is { } undecodable)
            Refuse(record, headers, id, name, Outcome.Invalid, undecodable);
        else
            Accept(record, headers, request!, isMoreToCome);
    }

    /// <summary>All of several records were received.</summary>
    public void Flush() => driver.Wake();

    private string? TryDecode(TakenRecord record, RequestHeaders headers, out InferenceRequest? request)
    {
        request = null;
        if (record.Value.Length > options.RequestBytesMax)
            return $"the request has {record.Value.Length} bytes; at most {options.RequestBytesMax} are taken";
        if (record.Value.Length == 0)
            return "the record has no value: it takes an inference request";
        try
        {
            request = RequestCodec.Decode(record.Value.Bytes, headers.ContentType);
            return RequestHeaders.FindNameFault("the value's id", request.Id) ?? RequestHeaders.FindNameFault("the value's model", request.Model);
        }
        catch (CodecException e)
        {
            return e.Message;
        }
    }

    private void Accept(TakenRecord record, RequestHeaders headers, InferenceRequest request, bool isMoreToCome)
    {
        var id = headers.Id ?? (request.Id.Length > 0 ? request.Id : record.FallbackId);
        var name = headers.Model ?? (request.Model.Length > 0 ? request.Model : models.OnlyModelOf(record.Group) ?? "");
        if (headers.Model is { } named && request.Model.Length > 0 && request.Model != named)
            Refuse(record, headers, id, name, Outcome.Invalid, $"header {HeaderNames.Model} names '{named}', the value names '{request.Model}'");
        else if (models.Find(name, request.ModelVersion, id, out var unknown) is not { } model)
            Refuse(record, headers, id, name, Outcome.ModelNotFound, unknown);
        else if (model.Group != record.Group)
            Refuse(record, headers, id, name, Outcome.Invalid, $"model '{name}' is served from topic '{options.Kafka.Topics.Requests(model.Group)}', not from '{record.Place.Topic}'");
        else if ((model.FindFault(request) ?? FindPriorityFault(request)) is { } fault)
            Refuse(record, headers, id, name, Outcome.Invalid, fault);
        else
            Schedule(record, headers, request, model, id, isMoreToCome);
    }

    /// <summary>Of producers whose framework lets them set no header: the protocol's own parameter.</summary>
    private static long? PriorityOf(InferenceRequest request) => request.Parameters.GetValueOrDefault(PriorityParameter) as long?;

    private static string? FindPriorityFault(InferenceRequest request) =>
        request.Parameters.TryGetValue(PriorityParameter, out var value) && value is not (>= 0L and <= WorkItem.PriorityMax)
            ? $"parameter '{PriorityParameter}' is {value}: it takes 0 (most urgent), 1, 2 or 3"
            : null;

    private void Schedule(TakenRecord record, RequestHeaders headers, InferenceRequest request, ServedModel model, string id, bool isMoreToCome)
    {
        var nowNs = clock.NowNs;
        if (Deadline.Find(headers, record.TimestampMs, model.Definition.Config.SloMs, nowNs, out var deadlineNs) is { } fault)
        {
            Refuse(record, headers, id, model.Name, Outcome.Invalid, fault);
            return;
        }

        (record.Model, record.DeadlineNs) = (model.Name, deadlineNs);
        record.Priority = headers.Priority ?? (int?)PriorityOf(request) ?? model.Definition.Config.Priority;
        record.Tenant = headers.Tenant is { } tenant && _tenants.TryGetValue(tenant, out var index) ? index : WorkItem.NoTenant;
        if (deadlineNs <= nowNs)
        {
            Refuse(record, headers, id, model.Name, Outcome.Expired, $"the deadline passed {(nowNs - deadlineNs) / 1_000_000} ms before the request was read");
            return;
        }

        if (_limits.TryTake(record) is { } over)
        {
            Refuse(record, headers, id, model.Name, Outcome.Rejected, over);
            return;
        }

        if (!model.TryUse(nowNs))
        {
            // It was replaced just now: the routes lead to its successor, or say why there is none.
            Accept(record, headers, request, isMoreToCome);
            return;
        }

        driver.Arrive(new WorkItem
        {
            Sequence = _sequence++,
            Model = model.Index,
            Bucket = model.BucketOf(request),
            ArrivalNs = nowNs,
            DeadlineNs = deadlineNs,
            Priority = record.Priority,
            Tenant = record.Tenant,
            Record = record,
            Headers = headers,
            Id = id,
            Request = request,
        }, isMoreToCome);
    }

    private void Refuse(TakenRecord record, RequestHeaders headers, string id, string model, Outcome outcome, string reason) =>
        publisher.Publish(record, headers, new InferenceResult(id, model, outcome) { Reason = reason });
}

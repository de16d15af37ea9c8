using System.Collections.Concurrent;
using Confluent.Kafka;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>Counts and measures what happens. Where nobody listens to an instrument, writing it is one comparison.</summary>
internal sealed class WorkerMetrics : IServingEvents
{
    private const double NsPerSecond = 1e9;
    private const long NsPerMs = 1_000_000;

    private readonly Instruments _write;
    private readonly WorkerClock _clock;
    private readonly ConcurrentDictionary<string, ModelTags> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModelTags> _withoutModel = new(StringComparer.Ordinal);
    private readonly BoundedTags<TopicTags> _topics = new(static t => new TopicTags(t));
    private readonly TenantTags _tenants;
    private Epoch _following;
    private long _followingNs;

    public WorkerMetrics(WorkerOptions options, WorkerMeter meter, WorkerClock clock)
    {
        (_clock, _write, _tenants) = (clock, new Instruments(meter.Meter), new TenantTags(options.Tenants));
        // Known before any producer's, so that they are never one too many.
        _ = _topics[options.Kafka.Topics.Results];
    }

    public void Following(Epoch epoch)
    {
        if (epoch == _following)
            return;
        (_following, _followingNs) = (epoch, _clock.NowNs);
    }

    public void Followed(Epoch epoch, int partitions) => _write.RebalanceDuration.Record((_clock.NowNs - _followingNs) / NsPerSecond);

    public void Taken(TakenRecord record, RequestHeaders headers) => _write.Consumed.Add(1, _topics[record.Place.Topic].Poll);

    public void Dispatched(LaneBatch batch, long nowNs)
    {
        var tags = Of(batch.Items[0].Record).Own;
        _write.BatchSize.Record(batch.Items.Length, tags);
        if (!_write.QueueDuration.Enabled)
            return;
        foreach (var item in batch.Items)
        {
            if (item.Attempts == 1)
                _write.QueueDuration.Record((nowNs - item.ArrivalNs) / NsPerSecond, tags);
        }
    }

    public void Stopped(LaneBatch batch, long nowNs)
    {
        var tags = Of(batch.Items[0].Record);
        _write.Preemptions.Add(1, batch.Stopping == PreemptionKind.None ? tags.Lost : batch.IsSuspended ? tags.Suspended : tags.Restarted);
    }

    public void Isolated(LaneBatch batch, int runs, int failed)
    {
        var tags = Of(batch.Items[0].Record).Own;
        _write.FailedBatches.Add(1, tags);
        _write.IsolationRuns.Add(runs, tags);
    }

    public void IntakePaused(string group) => _write.IntakePauses.Add(1, new KeyValuePair<string, object?>(MetricNames.Group, group));

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
        var record = batch.Items[0].Record;
        _write.ProcessDuration.Record((nowNs - batch.DispatchedNs) / NsPerSecond, _topics[record.Place.Topic].Process);
        if (!done.IsMeasure)
            return;
        var tags = Of(record).Own;
        _write.InferenceDuration.Record(done.DurationNs / NsPerSecond, tags);
        if (batch.TotalNs > 0)
            _write.PredictionRatio.Record((double)done.DurationNs / batch.TotalNs, tags);
    }

    public void Acknowledged(TakenRecord record, InferenceResult result, string topic)
    {
        var nowNs = _clock.NowNs;
        var (model, sent) = (Of(record), _topics[topic].Send);
        _write.Sent.Add(1, sent);
        _write.SendDuration.Record((nowNs - record.PublishedNs) / NsPerSecond, sent);
        var tags = model.Of(result.Outcome, record.Priority);
        _write.Requests.Add(1, tags);
        if (record.TimestampMs is { } producedMs)
            _write.RequestDuration.Record((nowNs - (producedMs * NsPerMs)) / NsPerSecond, tags);
        var isInTime = nowNs <= record.DeadlineNs;
        if (result.Outcome == Outcome.Ok && isInTime)
            _write.Goodput.Add(1, model.Own);
        else if (result.Outcome is Outcome.Ok or Outcome.Expired or Outcome.PreemptLimit or Outcome.RuntimeError)
            _write.SloMisses.Add(1, model.Own);
        if (_tenants.Of(record.Tenant, result.Outcome) is { } tenant)
            _write.TenantRequests.Add(1, tenant);
    }

    public void LeaseLost() => _write.Fencings.Add(1);

    public void SendFailed(string topic, ErrorCode error) => _write.Sent.Add(1, _topics[topic].SendFailed(error.ToString()));

    public void ModelLoaded(string model, TimeSpan? duration)
    {
        if (duration is { } took)
            _write.ModelLoadDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>(MetricNames.Model, model));
    }

    private ModelTags Of(TakenRecord record)
    {
        if (record.Model.Length == 0)
            return _withoutModel.GetOrAdd(record.Group, static group => new ModelTags(MetricNames.NoModel, group));
        return _models.TryGetValue(record.Model, out var tags) ? tags : _models.GetOrAdd(record.Model, static (name, group) => new ModelTags(name, group), record.Group);
    }
}

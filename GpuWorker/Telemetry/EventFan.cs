using Confluent.Kafka;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry;

/// <summary>Tells several what happens.</summary>
/// <param name="listeners">In the order they are told.</param>
internal sealed class EventFan(params IServingEvents[] listeners) : IServingEvents
{
    public void Polled()
    {
        foreach (var listener in listeners)
            listener.Polled();
    }

    public void Following(Epoch epoch)
    {
        foreach (var listener in listeners)
            listener.Following(epoch);
    }

    public void Followed(Epoch epoch, int partitions)
    {
        foreach (var listener in listeners)
            listener.Followed(epoch, partitions);
    }

    public void IntakePaused(string group)
    {
        foreach (var listener in listeners)
            listener.IntakePaused(group);
    }

    public void Taken(TakenRecord record, RequestHeaders headers)
    {
        foreach (var listener in listeners)
            listener.Taken(record, headers);
    }

    public void Arrived(WorkItem item, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Arrived(item, nowNs);
    }

    public void Dispatched(LaneBatch batch, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Dispatched(batch, nowNs);
    }

    public void Stopping(LaneBatch batch, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Stopping(batch, nowNs);
    }

    public void Stopped(LaneBatch batch, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Stopped(batch, nowNs);
    }

    public void Resumed(LaneBatch batch, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Resumed(batch, nowNs);
    }

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Finished(batch, done, nowNs);
    }

    public void Isolated(LaneBatch batch, int runs, int failed)
    {
        foreach (var listener in listeners)
            listener.Isolated(batch, runs, failed);
    }

    public void ModelBroke(string model, int lane, string? reason)
    {
        foreach (var listener in listeners)
            listener.ModelBroke(model, lane, reason);
    }

    public void Abandoned(LaneBatch batch, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Abandoned(batch, nowNs);
    }

    public void Dropped(WorkItem item, DropReason reason, long nowNs)
    {
        foreach (var listener in listeners)
            listener.Dropped(item, reason, nowNs);
    }

    public void Stepped()
    {
        foreach (var listener in listeners)
            listener.Stepped();
    }

    public void Publishing(TakenRecord record, InferenceResult result)
    {
        foreach (var listener in listeners)
            listener.Publishing(record, result);
    }

    public void Acknowledged(TakenRecord record, InferenceResult result, string topic)
    {
        foreach (var listener in listeners)
            listener.Acknowledged(record, result, topic);
    }

    public void SendFailed(string topic, ErrorCode error)
    {
        foreach (var listener in listeners)
            listener.SendFailed(topic, error);
    }

    public void BrokerAnswered()
    {
        foreach (var listener in listeners)
            listener.BrokerAnswered();
    }

    public void LeaseLost()
    {
        foreach (var listener in listeners)
            listener.LeaseLost();
    }

    public void LeaseHeld(TimeSpan fenced, int partitions)
    {
        foreach (var listener in listeners)
            listener.LeaseHeld(fenced, partitions);
    }

    public void ModelLoaded(string model, TimeSpan? duration)
    {
        foreach (var listener in listeners)
            listener.ModelLoaded(model, duration);
    }
}

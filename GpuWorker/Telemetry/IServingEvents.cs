using Confluent.Kafka;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry;

/// <summary>
/// Told what happens to requests and batches, where it happens: whoever listens overrides what it needs. Every call is on the hot path of the thread that is named, returns at once, and throws nothing.
/// </summary>
internal interface IServingEvents
{
    /// <summary>The intake asked Kafka for records. Intake's thread.</summary>
    void Polled()
    {
    }

    /// <summary>A plan is there and not followed in full yet. Intake's thread, until it is.</summary>
    void Following(Epoch epoch)
    {
    }

    /// <summary>A plan is followed in full. Intake's thread.</summary>
    void Followed(Epoch epoch, int partitions)
    {
    }

    /// <summary>Partitions were paused, since too much is in flight: all for an empty name, else those of a model group. Intake's thread.</summary>
    void IntakePaused(string group)
    {
    }

    /// <summary>A record was taken and its headers read. Intake's thread.</summary>
    void Taken(TakenRecord record, RequestHeaders headers)
    {
    }

    /// <summary>A request is queued. Driver's thread, as all that follow until <see cref="Stepped"/>.</summary>
    void Arrived(WorkItem item, long nowNs)
    {
    }

    /// <summary>A batch was given to its lane.</summary>
    void Dispatched(LaneBatch batch, long nowNs)
    {
    }

    /// <summary>A running batch is to stop: <see cref="LaneBatch.Stopping"/> says how.</summary>
    void Stopping(LaneBatch batch, long nowNs)
    {
    }

    /// <summary>A batch stopped: <see cref="LaneBatch.IsSuspended"/> tells one that goes on by <see cref="Resumed"/> from one whose requests are queued again. Where nobody asked for it (<see cref="LaneBatch.Stopping"/>), its lane was lost.</summary>
    void Stopped(LaneBatch batch, long nowNs)
    {
    }

    /// <summary>A suspended batch goes on, or starts anew where <see cref="LaneBatch.IsKept"/> is false.</summary>
    void Resumed(LaneBatch batch, long nowNs)
    {
    }

    /// <summary>A batch ran to its end, well or not.</summary>
    void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
    }

    /// <summary>It was looked for which requests of a batch fail: so many parts ran, and so many requests failed alone. <see cref="Finished"/> or <see cref="Stopped"/> follows.</summary>
    void Isolated(LaneBatch batch, int runs, int failed)
    {
    }

    /// <summary>A model fails whatever it is given on a lane, and for what reason; null when it runs there again.</summary>
    void ModelBroke(string model, int lane, string? reason)
    {
    }

    /// <summary>The last request of a suspended batch was given up, or its lane left, and its requests are queued again: the batch never goes on.</summary>
    void Abandoned(LaneBatch batch, long nowNs)
    {
    }

    /// <summary>A request is given up, while it is queued or its batch is suspended.</summary>
    void Dropped(WorkItem item, DropReason reason, long nowNs)
    {
    }

    /// <summary>The driver took an event, or looked at the time.</summary>
    void Stepped()
    {
    }

    /// <summary>A result is about to be sent: its headers are written after this. Any thread.</summary>
    void Publishing(TakenRecord record, InferenceResult result)
    {
    }

    /// <summary>The broker has a result. The client's thread.</summary>
    void Acknowledged(TakenRecord record, InferenceResult result, string topic)
    {
    }

    /// <summary>The broker did not take a result or a dead letter. The client's thread.</summary>
    void SendFailed(string topic, ErrorCode error)
    {
    }

    /// <summary>The broker took a heartbeat.</summary>
    void BrokerAnswered()
    {
    }

    /// <summary>The lease ran out: nothing is taken, published or committed until it holds again.</summary>
    void LeaseLost()
    {
    }

    /// <summary>The lease holds again; so many partitions were given up when it ran out.</summary>
    void LeaseHeld(TimeSpan fenced, int partitions)
    {
    }

    /// <summary>A model is warm.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="duration">How long loading, warming and measuring took; null where that is not known.</param>
    void ModelLoaded(string model, TimeSpan? duration)
    {
    }
}

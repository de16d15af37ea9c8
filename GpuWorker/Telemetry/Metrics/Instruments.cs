using System.Diagnostics.Metrics;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>The instruments that are written; those that are only looked at are in <see cref="Gauges"/>. Names and units by OpenTelemetry's conventions: seconds, no unit in the name.</summary>
internal sealed class Instruments(Meter meter)
{
    /// <summary>From a millisecond to what no SLO allows, about two to a doubling where SLOs lie.</summary>
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30],
    };

    private static readonly InstrumentAdvice<double> LongDurations = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] };

    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };

    private static readonly InstrumentAdvice<double> Ratios = new() { HistogramBucketBoundaries = [0.25, 0.5, 0.75, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 4] };

    public Histogram<double> RequestDuration { get; } = meter.CreateHistogram("shepherd.request.duration", "s", "From the request's timestamp on Kafka to its result acknowledged", advice: Durations);

    public Histogram<double> QueueDuration { get; } = meter.CreateHistogram("shepherd.queue.duration", "s", "From a request's arrival at the scheduler to its first batch", advice: Durations);

    public Histogram<double> InferenceDuration { get; } = meter.CreateHistogram("shepherd.inference.duration", "s", "Lane time of a batch that ran to its end, pauses left out", advice: Durations);

    public Histogram<double> PredictionRatio { get; } = meter.CreateHistogram("shepherd.prediction.ratio", "1", "Lane time of a batch as a multiple of what was predicted", advice: Ratios);

    public Histogram<int> BatchSize { get; } = meter.CreateHistogram("shepherd.batch.size", "{request}", "Requests in a batch given to a lane", advice: Sizes);

    public Counter<long> Requests { get; } = meter.CreateCounter<long>("shepherd.requests", "{request}", "Requests whose outcome the broker has");

    public Counter<long> Goodput { get; } = meter.CreateCounter<long>("shepherd.goodput", "{request}", "Requests answered OK by their deadline");

    public Counter<long> SloMisses { get; } = meter.CreateCounter<long>("shepherd.slo.misses", "{request}", "Requests that could have been answered and were not, or late");

    public Counter<long> TenantRequests { get; } = meter.CreateCounter<long>("shepherd.tenant.requests", "{request}", "Requests whose outcome the broker has, by tenant");

    public Counter<long> Preemptions { get; } = meter.CreateCounter<long>("shepherd.preemptions", "{batch}", "Running batches that were stopped");

    public Counter<long> FailedBatches { get; } = meter.CreateCounter<long>("shepherd.isolation.batches", "{batch}", "Batches that failed as a whole, and of which it was found out whose fault that is");

    public Counter<long> IsolationRuns { get; } = meter.CreateCounter<long>("shepherd.isolation.runs", "{run}", "Runs of parts of those");

    public Counter<long> IntakePauses { get; } = meter.CreateCounter<long>("shepherd.intake.pauses", "{pause}", "Times that partitions were paused since too much was in flight: of a model group, or of the worker where none is named");

    public Counter<long> Fencings { get; } = meter.CreateCounter<long>("shepherd.worker.fencings", "{fencing}", "Times that the lease ran out, and nothing was taken, published or committed until it held again");

    public Histogram<double> RebalanceDuration { get; } = meter.CreateHistogram("shepherd.rebalance.duration", "s", "From reading a plan to following it in full", advice: LongDurations);

    public Histogram<double> ModelLoadDuration { get; } = meter.CreateHistogram("shepherd.model.load.duration", "s", "Loading, warming and measuring a model", advice: LongDurations);

    public Counter<long> Consumed { get; } = meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Request records taken from Kafka");

    public Counter<long> Sent { get; } = meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Results handed to Kafka, by reply topic; with error.type those that it did not take and that are tried again");

    public Histogram<double> SendDuration { get; } = meter.CreateHistogram("messaging.client.operation.duration", "s", "From handing a result to the client to the broker's acknowledgement", advice: Durations);

    public Histogram<double> ProcessDuration { get; } = meter.CreateHistogram("messaging.process.duration", "s", "From giving a batch to a lane to its end, pauses included", advice: Durations);
}

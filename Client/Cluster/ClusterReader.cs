using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Control;
using Shepherd.Client.Kafka;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Cluster;

/// <summary>Follows catalog, plan and heartbeats, and says whether the cluster is ready to serve.</summary>
public sealed class ClusterReader : IDisposable
{
    /// <summary>Default time after which a silent worker counts as gone: six missed heartbeats, as for the planner.</summary>
    public static readonly TimeSpan DefaultWorkerTtl = TimeSpan.FromSeconds(3);

    // Between two looks while somebody waits for readiness.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    // A request topic can grow; between growth and the next question readiness speaks of the old partitions.
    private static readonly TimeSpan PartitionCountAgeMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    private readonly KafkaOptions _kafka;
    private readonly TimeSpan _workerTtl;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CatalogState _catalog = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (WorkerHeartbeat Heartbeat, long SeenAt)> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Count, long AskedAt)> _partitions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1);
    private readonly IConsumer<string?, byte[]?> _asker;
    private readonly TopicReader _reader;
    private readonly PlanLogState _plan = new();

    /// <summary>Starts following. The topics may be created later.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="workerTtl">A worker silent for this long is gone; null: <see cref="DefaultWorkerTtl"/>.</param>
    /// <param name="logger">Where unreadable records and lost brokers are told; null: nowhere.</param>
    /// <param name="clock">Clock of the time limit; null: the system's.</param>
    public ClusterReader(KafkaOptions kafka, TimeSpan? workerTtl = null, ILogger? logger = null, TimeProvider? clock = null)
    {
        _kafka = kafka;
        _workerTtl = workerTtl ?? DefaultWorkerTtl;
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _asker = KafkaClients.CreateReader(kafka, "shepherd-cluster", ReadPace.Control, _logger);
        // Old heartbeats say nothing of who is alive now: those are read from the end.
        ReadTopic[] topics =
        [
            new(kafka.Topics.Catalog, ReadFrom.Beginning),
            new(kafka.Topics.Plan, ReadFrom.Beginning),
            new(kafka.Topics.Workers, ReadFrom.End),
        ];
        _reader = new TopicReader(kafka, topics, Take, _logger, ReadPace.Control);
    }

    /// <summary>Completes when catalog and plan were read to their ends once; fails when they cannot be read.</summary>
    public Task CaughtUp => _reader.CaughtUp;

    /// <summary>Completes when following ends by <see cref="Dispose"/>; fails when it cannot go on, and what is known only grows old.</summary>
    public Task Completion => _reader.Completion;

    /// <summary>Looks at the cluster as it is known now.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ClusterStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        var models = _catalog.Models;
        if (!CaughtUp.IsCompletedSuccessfully)
            return ClusterReadiness.Unknown(models, $"the control topics {_kafka.Topics.Prefix}.control.* are not read yet: Kafka is not reachable, or nobody has created them");
        var groups = models.Values.Select(m => m.Group).Distinct(StringComparer.Ordinal);
        var partitions = await CountPartitionsAsync([.. groups], cancellationToken).ConfigureAwait(false);
        var live = FindLiveWorkers();
        return ClusterReadiness.Judge(models, _plan.View.Plan, [.. live.Select(w => w.Heartbeat)], partitions) with
        {
            HeartbeatAges = live.ToDictionary(w => w.Heartbeat.Worker, w => w.Age, StringComparer.Ordinal),
            Partitions = partitions,
        };
    }

    /// <summary>Waits until <see cref="ClusterStatus.Ready"/>.</summary>
    /// <param name="timeout">How long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It was not ready in time; the message says what is missing.</exception>
    public async Task<ClusterStatus> WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var status = await GetStatusAsync(cancellationToken).ConfigureAwait(false);
            if (status.Ready)
                return status;
            if (_clock.GetElapsedTime(started) > timeout)
                throw new TimeoutException($"the cluster was not ready within {timeout.TotalSeconds:0.###} s: {status.Reason}");
            await Task.Delay(LookInterval, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        // A question still under way holds the handle.
        _asking.Wait();
        _asker.Dispose();
        _asking.Dispose();
    }

    private void Take(ConsumeResult<string?, byte[]?> record, CancellationToken stop)
    {
        if (record.Topic == _kafka.Topics.Catalog)
        {
            _catalog.Apply(record.Message.Key, record.Message.Value);
            return;
        }

        if (record.Message.Value is null)
            return;
        if (record.Topic == _kafka.Topics.Plan)
        {
            _plan.Take(record.Message.Key, record.Message.Value, record.Offset.Value);
            return;
        }

        var heartbeat = ControlCodec.Decode<WorkerHeartbeat>(record.Message.Value);
        lock (_gate)
            _workers[heartbeat.Worker] = (heartbeat, _clock.GetTimestamp());
    }

    private List<(WorkerHeartbeat Heartbeat, TimeSpan Age)> FindLiveWorkers()
    {
        lock (_gate)
        {
            foreach (var gone in _workers.Where(w => _clock.GetElapsedTime(w.Value.SeenAt) > _workerTtl).Select(w => w.Key).ToList())
                _workers.Remove(gone);
            return [.. _workers.Values.Where(w => w.Heartbeat.State != WorkerState.Stopped).Select(w => (w.Heartbeat, _clock.GetElapsedTime(w.SeenAt)))];
        }
    }

    private async Task<IReadOnlyDictionary<string, int>> CountPartitionsAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var old = groups.Where(g => !_partitions.TryGetValue(g, out var known) || _clock.GetElapsedTime(known.AskedAt) > PartitionCountAgeMax).ToList();
            if (old.Count > 0)
                await Task.Run(() => old.ForEach(AskPartitions), cancellationToken).ConfigureAwait(false);
            return groups.Where(_partitions.ContainsKey).ToDictionary(g => g, g => _partitions[g].Count, StringComparer.Ordinal);
        }
        finally
        {
            _asking.Release();
        }
    }

    private void AskPartitions(string group)
    {
        var topic = _kafka.Topics.Requests(group);
        try
        {
            _partitions[group] = (KafkaTopics.CountPartitions(_asker.Handle, topic, AskTimeout), _clock.GetTimestamp());
        }
        catch (KafkaException exception)
        {
            // Without an answer the last known count stands; a topic never seen shows as a reason in the status.
            _logger.WaitingForTopic(topic, exception.Error.Reason);
        }
    }
}

using Confluent.Kafka;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Invariants;

/// <summary>What holds whatever fails: each request has its outcome, and no owner of a partition publishes after its successor.</summary>
internal static class ServingInvariants
{
    /// <summary>Reads requests and results from their beginning, and says what is wrong.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="group">Model group whose requests have all been answered.</param>
    /// <returns>What was seen; its faults are in words, none where all holds.</returns>
    public static async Task<ServingRecord> ReadAsync(KafkaOptions kafka, string group)
    {
        var requests = await ReadAllAsync(kafka, kafka.Topics.Requests(group));
        // A broker that lost its answer may have a request twice; it is one all the same.
        var partitions = requests.DistinctBy(r => r.Header(HeaderNames.Id)).ToDictionary(r => r.Header(HeaderNames.Id)!, r => r.Partition.Value, StringComparer.Ordinal);
        var results = (await ReadAllAsync(kafka, kafka.Topics.Results)).Where(r => partitions.ContainsKey(r.Message.Key!)).ToList();
        var unanswered = partitions.Keys.Except(results.Select(r => r.Message.Key!), StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => $"request {id} has no outcome");
        return new ServingRecord(partitions.Count, results, [.. unanswered, .. FindStale(results, partitions)]);
    }

    /// <summary>Within each partition of the results' topic, whose order is the log's, the epochs of one request partition never go back, and an epoch of it is one worker's.</summary>
    internal static IEnumerable<string> FindStale(IEnumerable<ConsumeResult<string?, byte[]?>> results, IReadOnlyDictionary<string, int> partitions)
    {
        var newest = new Dictionary<(int Log, int Partition), Epoch>();
        var owners = new Dictionary<(int Partition, Epoch), string>();
        foreach (var result in results.OrderBy(r => r.Partition.Value).ThenBy(r => r.Offset.Value))
        {
            var (partition, epoch, worker) = (partitions[result.Message.Key!], EpochOf(result), result.Header(HeaderNames.Worker)!);
            var where = $"result {result.Message.Key} at {result.TopicPartitionOffset}, of request partition {partition}";
            if (epoch == default)
                yield return $"{where}, has no epoch";
            if (newest.GetValueOrDefault((result.Partition.Value, partition)) is var before && epoch < before)
                yield return $"{where}: {worker} published it under epoch {epoch}, after {before}";
            else
                newest[(result.Partition.Value, partition)] = epoch;
            if (!owners.TryAdd((partition, epoch), worker) && owners[(partition, epoch)] != worker)
                yield return $"{where}: {worker} and {owners[(partition, epoch)]} both published under epoch {epoch}";
        }
    }

    internal static Epoch EpochOf(ConsumeResult<string?, byte[]?> result) =>
        result.Header(HeaderNames.Epoch)!.Split('.') is [var term, var number]
            ? new Epoch(long.Parse(term, System.Globalization.CultureInfo.InvariantCulture), long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))
            : throw new FormatException($"epoch '{result.Header(HeaderNames.Epoch)}' is not term.number");

    /// <summary>Everything that is there now: others may go on writing meanwhile.</summary>
    private static Task<IReadOnlyList<ConsumeResult<string?, byte[]?>>> ReadAllAsync(KafkaOptions kafka, string topic)
    {
        var ends = KafkaRecords.CountPerPartition(kafka, topic);
        var (left, looked) = (ends.Sum(), 0);
        return KafkaRecords.ReadUntilAsync(kafka, topic, read =>
        {
            for (; looked < read.Count; looked++)
            {
                if (read[looked].Offset < ends[read[looked].Partition])
                    left--;
            }

            return left == 0;
        });
    }
}

/// <summary>What was seen of a run.</summary>
/// <param name="Requests">How many there were.</param>
/// <param name="Results">All of theirs, repeats included.</param>
/// <param name="Faults">What must not be, in words.</param>
internal sealed record ServingRecord(int Requests, IReadOnlyList<ConsumeResult<string?, byte[]?>> Results, IReadOnlyList<string> Faults)
{
    /// <summary>Results that a reader drops, having had one for the request before.</summary>
    public int Repeats => Results.Count - Results.Select(r => r.Message.Key).Distinct(StringComparer.Ordinal).Count();
}

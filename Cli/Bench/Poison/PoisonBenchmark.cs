using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Dev;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Poison;

/// <summary>Good requests with bad ones among them, all at once, to a worker process: what becomes of each.</summary>
internal static partial class PoisonBenchmark
{
    /// <summary>Nothing came for so long: what is missing is lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs it.</summary>
    /// <param name="good">Good requests.</param>
    /// <param name="poison">Bad ones.</param>
    /// <param name="seed">Of their order.</param>
    /// <param name="bootstrapServers">A running Kafka; null: an embedded broker.</param>
    /// <param name="logs">Folder for logs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PoisonVerdict> RunAsync(int good, int poison, int seed, string? bootstrapServers, string logs, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(bootstrapServers, [PickyRepository.Model], logs, cancellationToken);
        var worker = cluster.Start("worker", "worker", "--name", "worker", "--models", PickyRepository.Write(logs), "--threads", "1");
        await cluster.WaitUntilReadyAsync(worker, cancellationToken);

        var isPoison = Enumerable.Range(0, good + poison).Select(i => i < poison).ToArray();
        new Random(seed).Shuffle(isPoison);
        var began = Stopwatch.GetTimestamp();
        Send(cluster.Kafka, isPoison);
        var topic = cluster.Kafka.Topics.Requests(PickyRepository.Model);
        var results = await Task.Run(() => Read(cluster.Kafka, cluster.Kafka.Topics.Results, HeaderNames.Status, isPoison.Length, cancellationToken), cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var letters = await Task.Run(() => Read(cluster.Kafka, TopicNames.DeadLetter(topic), HeaderNames.DeadLetterPrefix + "status", poison, cancellationToken), cancellationToken);
        worker.AskToEnd();
        var exitCode = await worker.Exited.WaitAsync(cancellationToken);
        var (batches, runs) = FindCost(worker);
        return new PoisonVerdict(
            good,
            poison,
            results.First.Count(r => !isPoison[r.Key] && r.Value == Outcome.Ok.WireName()),
            results.First.Count(r => isPoison[r.Key] && r.Value == Outcome.RuntimeError.WireName()),
            letters.First.Count(l => isPoison[l.Key] && l.Value == Outcome.RuntimeError.WireName()),
            results.Repeats + letters.Repeats,
            isPoison.Length - results.First.Count,
            batches,
            runs,
            seconds,
            exitCode);
    }

    private static void Send(KafkaOptions kafka, bool[] isPoison)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig(kafka.ToSettings("poison"))).SetLogHandler((_, _) => { }).Build();
        var (healthy, bad) = (PickyRepository.Request(isPoison: false), PickyRepository.Request(isPoison: true));
        var topic = kafka.Topics.Requests(PickyRepository.Model);
        for (var i = 0; i < isPoison.Length; i++)
        {
            var id = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture));
            producer.Produce(new TopicPartition(topic, i % TopicNames.RequestPartitions), new Message<byte[], byte[]> { Key = id, Value = isPoison[i] ? bad : healthy, Headers = new Headers { { HeaderNames.Id, id } } });
        }

        producer.Flush(Patience);
    }

    /// <summary>Reads a topic until so many requests are in it, and a little longer for repeats.</summary>
    /// <returns>Of each request the header of its first record, and how many records there were beyond.</returns>
    private static (Dictionary<int, string> First, int Repeats) Read(KafkaOptions kafka, string topic, string header, int count, CancellationToken cancellationToken)
    {
        var settings = new ConsumerConfig(kafka.ToSettings("poison")) { GroupId = "poison", EnableAutoCommit = false, EnableAutoOffsetStore = false, EnablePartitionEof = true };
        using var consumer = new ConsumerBuilder<byte[]?, Ignore>(settings).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, Patience).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        var (first, repeats, ended, last) = (new Dictionary<int, string>(), 0, new HashSet<int>(), Stopwatch.GetTimestamp());
        while (first.Count < count || ended.Count < partitions.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (record is { IsPartitionEOF: true })
                ended.Add(record.Partition.Value);
            else if (record is not null)
            {
                ended.Remove(record.Partition.Value);
                last = Stopwatch.GetTimestamp();
                var text = record.Message.Headers.TryGetLastBytes(header, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
                repeats += first.TryAdd(int.Parse(Encoding.UTF8.GetString(record.Message.Key!), CultureInfo.InvariantCulture), text) ? 0 : 1;
            }

            if (Stopwatch.GetElapsedTime(last) > Patience)
                break;
        }

        return (first, repeats);
    }

    /// <summary>What the worker says at its end; nothing where no batch failed.</summary>
    private static (long Batches, long Runs) FindCost(ChildProcess worker)
    {
        var match = Cost().Match(worker.LogTail(lines: 50));
        return match.Success ? (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)) : (0, 0);
    }

    [GeneratedRegex(@"Batches that failed: (\d+), further runs of parts: (\d+)")]
    private static partial Regex Cost();
}

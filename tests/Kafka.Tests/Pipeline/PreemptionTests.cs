using System.Diagnostics;
using System.Globalization;
using Shepherd.Client;
using Shepherd.Core.Policies;
using Shepherd.Schemas;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Long batches of text detection that are stopped for urgent requests, through Kafka and ONNX Runtime.</summary>
[Collection(PipelineCollection.Name)]
public sealed class PreemptionTests(PipelineFixture pipeline)
{
    private const string Slow = "slow";
    private const string Urgent = "urgent";

    /// <summary>So small that the embedded broker, which keeps 5 MiB of a partition, keeps all requests and all results.</summary>
    private const int Extent = 288;

    private const int SlowRequests = 32;

    /// <summary>Few enough that the slow ones, which start again for each of them at most, are done in time.</summary>
    private const int UrgentRequests = 12;

    /// <summary>A stop is worth it by what the worker reckons, which other work may make wrong for one load.</summary>
    private const int LoadsMax = 5;

    /// <summary>Pictures that run alone first: the quickest is one that nothing held up.</summary>
    private const int AloneRequests = 3;

    [SkippableTheory]
    [InlineData(PreemptionKind.Restart)]
    [InlineData(PreemptionKind.Suspend)]
    public async Task Worker_UrgentRequestsDuringLongBatches_StopsThemAndAnswersEachOnce(PreemptionKind kind)
    {
        using var repository = new ScratchRepository();
        repository.Add(PipelineFixture.Angle, Urgent);
        repository.Add("ppocr-detection", Slow, config => Replace(
            config, ("max_batch: 2", $"max_batch: {SlowRequests}"), ("max_extent: 1280", $"max_extent: {Extent}"), ("[3, 640, 640]", $"[3, {Extent}, {Extent}]")));
        await using var hosts = await PipelineHosts.StartAsync(pipeline.Kafka, pipeline.Kafka.NewOptions(), repository.Root, worker => worker with { Preemption = kind });
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);

        var picture = await TimeAloneAsync(client);
        InferenceResult[] slow;
        List<InferenceResult> urgent;
        var loads = 0;
        do
        {
            (slow, urgent) = await LoadAsync(client, picture);
            Assert.All(slow, a => Assert.Equal((Outcome.Ok, ""), (a.Outcome, a.Reason)));
            // A busy machine may be late with one; it is never stopped, since nothing is more urgent.
            Assert.All(urgent, u => Assert.True((u.Outcome, u.Attempts) is (Outcome.Ok, 1) or (Outcome.Expired, 0), $"{u.Outcome} after {u.Attempts} attempts: {u.Reason}"));
            await AssertEachOnceAsync(hosts, [.. slow, .. urgent]);
        }
        while (kind == PreemptionKind.Restart && slow.All(a => a.Attempts == 1) && ++loads < LoadsMax);

        // What is suspended goes on: that is no further try. A batch that has just begun may still start anew with what came after it.
        if (kind == PreemptionKind.Restart)
            Assert.Contains(slow, a => a.Attempts > 1);
        Assert.Contains(urgent, u => u.Outcome == Outcome.Ok);
        var most = slow.MaxBy(a => a.Attempts)!;
        var alone = await InferAsync(client, Slow, Picture(Array.IndexOf(slow, most)), priority: 0, TimeSpan.FromMinutes(2));
        Assert.Equal(1, alone.Attempts);
        AssertClose(Assert.Single(alone.Outputs), Assert.Single(most.Outputs));
    }

    /// <summary>What a picture takes on this machine, now.</summary>
    private static async Task<TimeSpan> TimeAloneAsync(InferenceClient client)
    {
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < AloneRequests; i++)
        {
            var began = Stopwatch.GetTimestamp();
            Assert.Equal(Outcome.Ok, (await InferAsync(client, Slow, Picture(i), priority: 3, TimeSpan.FromMinutes(2))).Outcome);
            var took = Stopwatch.GetElapsedTime(began);
            least = took < least ? took : least;
        }

        return least;
    }

    /// <summary>Pictures all at once, and urgent requests one after the other while they run: who has three quarters, half or a quarter of a picture's time cannot wait for one that has just begun.</summary>
    private static async Task<(InferenceResult[] Slow, List<InferenceResult> Urgent)> LoadAsync(InferenceClient client, TimeSpan picture)
    {
        var slow = Enumerable.Range(0, SlowRequests).Select(i => InferAsync(client, Slow, Picture(i), priority: 3, TimeSpan.FromMinutes(2))).ToList();
        // The first ones run alone as they come, and what comes meanwhile is the next batch: urgent ones that came before would find nothing to stop.
        await Task.WhenAny(slow);
        var urgent = new List<InferenceResult>();
        while (urgent.Count < UrgentRequests && !slow.TrueForAll(s => s.IsCompleted))
            urgent.Add(await InferAsync(client, Urgent, PipelineFixture.AngleInput(), priority: 0, picture * (3 - (urgent.Count % 3)) / 4));
        return (await Task.WhenAll(slow), urgent);
    }

    private static Task<InferenceResult> InferAsync(InferenceClient client, string model, Tensor input, int priority, TimeSpan timeout) =>
        client.InferAsync(model, [input], new InferOptions { Timeout = timeout, Priority = priority });

    private static Tensor Picture(int seed)
    {
        var pixels = new byte[Extent * Extent * 3];
        new Random(seed).NextBytes(pixels);
        return new Tensor("x", TensorDatatype.UInt8, [1, Extent, Extent, 3], pixels);
    }

    /// <summary>What lies on Kafka says the same as the client was told, once.</summary>
    private static async Task AssertEachOnceAsync(PipelineHosts hosts, IReadOnlyList<InferenceResult> told)
    {
        var ids = told.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var records = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Results, read => read.Count(r => ids.Contains(r.Message.Key!)) >= told.Count);
        Assert.Equal(
            told.Select(t => (t.Id, t.Attempts.ToString(CultureInfo.InvariantCulture))).Order(),
            records.Where(r => ids.Contains(r.Message.Key!)).Select(r => (r.Message.Key!, r.Header(HeaderNames.Attempts)!)).Order());
    }

    private static string Replace(string config, params (string What, string By)[] changes)
    {
        foreach (var (what, by) in changes)
        {
            Assert.Contains(what, config, StringComparison.Ordinal);
            config = config.Replace(what, by, StringComparison.Ordinal);
        }

        return config;
    }

    /// <summary>Probabilities as bytes: another batch size may round one step otherwise.</summary>
    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Data.Length; i++)
            Assert.InRange(actual.Data.Span[i], expected.Data.Span[i] - 1, expected.Data.Span[i] + 1);
    }
}

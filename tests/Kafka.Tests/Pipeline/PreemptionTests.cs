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

    /// <summary>Ten times what an urgent request takes on an idle core, and less than one picture does there (48 ms).</summary>
    private static readonly TimeSpan UrgentTimeoutMin = TimeSpan.FromMilliseconds(30);

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

        // Half of what a picture takes on this machine, now: of those that come while one runs, half cannot wait for its end.
        var began = Stopwatch.GetTimestamp();
        var first = await InferAsync(client, Slow, Picture(SlowRequests), priority: 3, TimeSpan.FromMinutes(2));
        var half = Stopwatch.GetElapsedTime(began) / 2;
        var urgentTimeout = half > UrgentTimeoutMin ? half : UrgentTimeoutMin;

        var slow = Enumerable.Range(0, SlowRequests).Select(i => InferAsync(client, Slow, Picture(i), priority: 3, TimeSpan.FromMinutes(2))).ToList();
        // The first ones run alone as they come, and what comes meanwhile is the next batch: urgent ones that came before would find nothing to stop.
        await Task.WhenAny(slow);
        var urgent = new List<InferenceResult>();
        while (urgent.Count < UrgentRequests && !slow.TrueForAll(s => s.IsCompleted))
            urgent.Add(await InferAsync(client, Urgent, PipelineFixture.AngleInput(), priority: 0, urgentTimeout));
        var answers = await Task.WhenAll(slow);

        Assert.All(answers, a => Assert.Equal((Outcome.Ok, ""), (a.Outcome, a.Reason)));
        // A busy machine may be late with one; it is never stopped, since nothing is more urgent.
        Assert.All(urgent, u => Assert.True((u.Outcome, u.Attempts) is (Outcome.Ok, 1) or (Outcome.Expired, 0), $"{u.Outcome} after {u.Attempts} attempts: {u.Reason}"));
        Assert.Contains(urgent, u => u.Outcome == Outcome.Ok);
        await AssertEachOnceAsync(hosts, [first, .. answers, .. urgent]);
        var most = answers.MaxBy(a => a.Attempts)!;
        var alone = await InferAsync(client, Slow, Picture(Array.IndexOf(answers, most)), priority: 0, TimeSpan.FromMinutes(2));
        Assert.Equal(1, alone.Attempts);
        AssertClose(Assert.Single(alone.Outputs), Assert.Single(most.Outputs));
        // What is suspended goes on: that is no further try. Whether a stop is worth it is reckoned from what batches took before: where other work makes all of that wrong, none is.
        Skip.If(kind == PreemptionKind.Restart && most.Attempts == 1, $"the machine was too busy for a stop to be worth it: {urgent.Count(u => u.Outcome == Outcome.Ok)} of {urgent.Count} urgent requests were in time without one");
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
        var records = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Results, read => read.Count >= told.Count);
        Assert.Equal(
            told.Select(t => (t.Id, t.Attempts.ToString(CultureInfo.InvariantCulture))).Order(),
            records.Select(r => (r.Message.Key!, r.Header(HeaderNames.Attempts)!)).Order());
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

using System.Collections.Concurrent;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Versions that come and go under a steady load, through Kafka: every request has one outcome, and says which version gave it.</summary>
[Collection(PipelineCollection.Name)]
public sealed class ReloadTests(PipelineFixture pipeline)
{
    private const string Played = "played";
    private const string Other = "other";

    private static readonly Tensor Input = new("x", TensorDatatype.Fp32, [1, 1], new byte[4]);

    [Fact]
    public async Task PlayedModel_SwappedCorruptedMendedAndRolledBackUnderLoad_AnswersEachRequestOnce()
    {
        using var repository = new ScratchRepository();
        repository.Play(Played, 1);
        await using var hosts = await StartAsync(repository);
        await using var load = await SteadyLoad.StartAsync(hosts, Played, Input);
        await load.AnswersAsync("1");

        repository.Play(Played, 2);
        await load.AnswersAsync("2");

        repository.Play(Played, 3, config => config.Replace("max_batch: 4", "max_batch: four", StringComparison.Ordinal));
        await load.GoesOnAsync();
        Assert.Equal("2", load.Newest);

        repository.Play(Played, 3);
        await load.AnswersAsync("3");

        repository.Remove(Played, 3);
        await load.AnswersAsync("2");
        await load.EndAsync();
        Assert.All(load.Results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
        await AssertEachOnceAsync(hosts, load.Results);
    }

    [SkippableFact]
    public async Task RealModel_NewVersionAndCorruptOne_AnswersEachRequestOnce()
    {
        using var repository = new ScratchRepository();
        repository.Add(PipelineFixture.Angle, Played);
        await using var hosts = await StartAsync(repository);
        await using var load = await SteadyLoad.StartAsync(hosts, Played, PipelineFixture.AngleInput());
        await load.AnswersAsync("1");
        repository.Add(PipelineFixture.Angle, Played, version: 3, weights: [1, 2, 3]);
        repository.Add(PipelineFixture.Angle, Played, c => c.Replace("max_batch: 8", "max_batch: 4", StringComparison.Ordinal), version: 2);
        await load.AnswersAsync("2");
        await load.GoesOnAsync();
        Assert.Equal("2", load.Newest);
        await load.EndAsync();
        Assert.All(load.Results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
        await AssertEachOnceAsync(hosts, load.Results);
    }

    [Fact]
    public async Task Canary_SharesRequestsById_AndARetryGetsTheSameVersion()
    {
        const int requests = 400;
        using var repository = new ScratchRepository();
        repository.Play(Played, 1);
        repository.Play(Played, 2, config => config + "\ncanary_traffic_percent: 25");
        await using var hosts = await StartAsync(repository);

        var first = await AskAsync("r", "");
        // Six standard deviations of a binomial: sqrt(400 * 0.25 * 0.75) is 8.7.
        Assert.InRange(first.Count(v => v == "2"), 100 - 52, 100 + 52);
        Assert.All(await AskAsync("s", "1"), v => Assert.Equal("1", v));
        Assert.All(await AskAsync("t", "2"), v => Assert.Equal("2", v));
        Assert.Equal(first, await AskAsync("r", ""));

        async Task<string[]> AskAsync(string ids, string version)
        {
            // A client of its own: one drops a second result of the same id.
            await using var client = await InferenceClient.ConnectAsync(hosts.Options);
            var results = await Task.WhenAll(Enumerable.Range(0, requests).Select(i => client.InferAsync(
                Played, [Input], new InferOptions { Timeout = TimeSpan.FromSeconds(60), RequestId = $"{ids}-{i}", ModelVersion = version.Length > 0 ? version : null })));
            Assert.All(results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
            return [.. results.Select(r => r.ModelVersion)];
        }
    }

    [Fact]
    public async Task Models_AddedAndRemoved_AreServedAndNotFoundAny()
    {
        using var repository = new ScratchRepository();
        repository.Play(Played, 1);
        await using var hosts = await StartAsync(repository);
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);

        repository.Play(Other, 1);
        await Eventually.BecomesTrueAsync(() => client.FindModel(Other) is not null, "the new model is in the catalog");
        Assert.Equal(Outcome.Ok, (await InferAsync(client, Other)).Outcome);
        var unknown = await InferAsync(client, Other, version: "7");
        Assert.Equal((Outcome.ModelNotFound, "model 'other' is served in version 1, not '7'"), (unknown.Outcome, unknown.Reason));

        repository.Remove(Other);
        InferenceResult? gone = null;
        await Eventually.BecomesTrueAsync(async () => (gone = await InferAsync(client, Other)).Outcome != Outcome.Ok, "the removed model is not found");
        Assert.Equal(Outcome.ModelNotFound, gone!.Outcome);
        Assert.Contains("removed from the repository", gone.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Ok, (await InferAsync(client, Played)).Outcome);
    }

    [Fact]
    public async Task MemoryBudget_GroupsOfTwoWorkers_AreLoadedWhereThePlanPutsThem()
    {
        using var repository = new ScratchRepository();
        foreach (var model in (string[])[Played, Other])
            repository.Play(model, 1, config => config + "\nmemory_mb: 10");
        await using var hosts = await PipelineHosts.StartAsync(
            pipeline.Kafka, pipeline.Kafka.NewOptions(), repository.Root, worker => Follow(worker) with { MemoryBudgetBytes = 15 << 20 }, workers: 2);
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);
        var workers = new List<string>();
        foreach (var model in (string[])[Played, Other])
        {
            var result = await InferAsync(client, model);
            Assert.Equal((Outcome.Ok, ""), (result.Outcome, result.Reason));
            workers.Add(result.Worker);
        }

        Assert.Equal(2, workers.Distinct().Count());
    }

    private Task<PipelineHosts> StartAsync(ScratchRepository repository) => PipelineHosts.StartAsync(pipeline.Kafka, pipeline.Kafka.NewOptions(), repository.Root, Follow);

    /// <summary>Sees changes sooner than people need it to.</summary>
    private static GpuWorker.WorkerOptions Follow(GpuWorker.WorkerOptions worker) =>
        worker with { RepositoryPollInterval = TimeSpan.FromMilliseconds(50), RepositorySettleTime = TimeSpan.FromMilliseconds(100) };

    private static Task<InferenceResult> InferAsync(InferenceClient client, string model, string? version = null) =>
        client.InferAsync(model, [Input], new InferOptions { Timeout = TimeSpan.FromSeconds(60), ModelVersion = version });

    private static async Task AssertEachOnceAsync(PipelineHosts hosts, IReadOnlyCollection<InferenceResult> results)
    {
        var ids = results.Select(r => r.Id).ToHashSet();
        Assert.Equal(results.Count, ids.Count);
        var records = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Results, read => read.Count(r => ids.Contains(r.Message.Key!)) >= ids.Count);
        Assert.All(records.GroupBy(r => r.Message.Key), g => Assert.Single(g));
    }

    /// <summary>Eight callers, each of which asks again when it is answered.</summary>
    private sealed class SteadyLoad : IAsyncDisposable
    {
        private const int Callers = 8;

        /// <summary>Enough that each caller has asked several times since.</summary>
        private const int Going = 200;

        private readonly InferenceClient _client;
        private readonly ConcurrentQueue<InferenceResult> _results = new();
        private readonly CancellationTokenSource _stop = new();
        private Task[] _callers = [];

        private SteadyLoad(InferenceClient client) => _client = client;

        public IReadOnlyCollection<InferenceResult> Results => _results;

        public string Newest => _results.Last().ModelVersion;

        public static async Task<SteadyLoad> StartAsync(PipelineHosts hosts, string model, Tensor input)
        {
            var load = new SteadyLoad(await InferenceClient.ConnectAsync(hosts.Options));
            load._callers = [.. Enumerable.Range(0, Callers).Select(_ => load.CallAsync(model, input))];
            return load;
        }

        /// <summary>Waits until a version answers.</summary>
        public Task AnswersAsync(string version) =>
            Eventually.BecomesTrueAsync(() => _callers.Any(c => c.IsFaulted) || _results.Any() && Newest == version, $"version {version} answers");

        /// <summary>Waits until many more are answered.</summary>
        public Task GoesOnAsync()
        {
            var until = _results.Count + Going;
            return Eventually.BecomesTrueAsync(() => _callers.Any(c => c.IsFaulted) || _results.Count >= until, "requests are answered");
        }

        public async Task EndAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_callers);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_callers);
            await _client.DisposeAsync();
            _stop.Dispose();
        }

        private async Task CallAsync(string model, Tensor input)
        {
            while (!_stop.IsCancellationRequested)
                _results.Enqueue(await _client.InferAsync(model, [input], new InferOptions { Timeout = TimeSpan.FromSeconds(60) }));
        }
    }
}

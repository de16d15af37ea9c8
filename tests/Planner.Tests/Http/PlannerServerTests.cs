using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shepherd.Planner.Backlog;
using Shepherd.Planner.Http;
using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Leadership;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Planner.Tests.Operations;
using Shepherd.Planner.Tests.Operations.Commands;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Prometheus;

namespace Shepherd.Planner.Tests.Http;

/// <summary>The planner's HTTP on a real Kestrel, of a given cluster.</summary>
public sealed class PlannerServerTests : IAsyncLifetime
{
    private const string Key = "0123456789abcdef";
    private readonly GivenCluster _cluster = new();
    private readonly BacklogBook _backlog = new();
    private ServiceProvider _services = null!;
    private HttpClient _http = null!;

    public Task InitializeAsync() => StartAsync(null);

    [Fact]
    public async Task Status_ShowsWorkersGroupsAndMoves()
    {
        _cluster.Plan = _cluster.Plan! with { Target = [new PlanAssignment("a", "g", [0, 1]), new PlanAssignment("c", "g", [2, 3])] };
        _backlog.Current = new BacklogView(default, [new GroupBacklog("g") { DeviceS = 1.5, LagRecords = 30, ArrivalRps = 12.5, OldestSlackMs = -3 }]);
        var status = (await _http.GetFromJsonAsync<StatusReply>("v1/status", PlannerJson.Options))!;
        Assert.Equal(("1.1", true), (status.Epoch, status.Leading));
        Assert.Equal(["a ready 0,1", "b ready 2,3", "c ready "], status.Workers.Select(w => $"{w.Worker} {w.State} {string.Join(',', w.Owned.SelectMany(o => o.Partitions))}"));
        Assert.Equal(120, status.Workers[0].LeaseAgeMs);
        var group = Assert.Single(status.Groups);
        Assert.Equal((1.5, 30L, 12.5, -3.0, 2), (group.Backlog.DeviceSeconds, group.Backlog.LagRecords!.Value, group.Backlog.ArrivalRps!.Value, group.Backlog.OldestSlackMs!.Value, group.Devices));
        Assert.Equal([(2, "b", "c", "revoking"), (3, "b", "c", "revoking")], status.Moves.Select(m => (m.Partition, m.From, m.To, m.Phase)));
    }

    [Fact]
    public async Task Status_WorkerOfThePlanThatNobodyHears_IsSilent()
    {
        _cluster.Workers.RemoveAt(1);
        var status = (await _http.GetFromJsonAsync<StatusReply>("v1/status", PlannerJson.Options))!;
        Assert.Equal(("silent", null), (status.Workers[1].State, status.Workers[1].LeaseAgeMs));
    }

    [Fact]
    public async Task Backlog_OfOneGroup_IsANumberAtOnePath()
    {
        _backlog.Current = new BacklogView(default, [new GroupBacklog("g") { DeviceS = 2.25 }]);
        using var json = JsonDocument.Parse(await _http.GetStringAsync("v1/backlog/g"));
        Assert.Equal(2.25, json.RootElement.GetProperty("device_seconds").GetDouble());
        await AssertProblemAsync(await _http.GetAsync("v1/backlog/x"), HttpStatusCode.NotFound, "no model group 'x'");
    }

    [Fact]
    public async Task Command_Drain_IsInForceAndOnlySaidWhenDry()
    {
        using var dry = await _http.PostAsJsonAsync("v1/workers/a/drain", new CommandBody { By = "me", DryRun = true }, PlannerJson.Options);
        Assert.False((await dry.Content.ReadFromJsonAsync<CommandReply>(PlannerJson.Options))!.Executed);
        Assert.Empty(_cluster.Book.InForce);
        using var done = await _http.PostAsJsonAsync("v1/workers/a/drain", new CommandBody { By = "me" }, PlannerJson.Options);
        var reply = (await done.Content.ReadFromJsonAsync<CommandReply>(PlannerJson.Options))!;
        Assert.Equal((true, true, "drain a", "1.2"), (reply.Executed, reply.Changed, reply.Command, reply.Epoch));
        Assert.Equal(DirectiveKind.Drain, Assert.Single(_cluster.Book.InForce).Kind);
        var status = (await _http.GetFromJsonAsync<StatusReply>("v1/status", PlannerJson.Options))!;
        Assert.Equal("drain", status.Workers[0].Held);
    }

    [Fact]
    public async Task Command_Faulty_IsAProblemAndMovesNothing()
    {
        await AssertProblemAsync(await PostAsync("v1/workers/x/drain"), HttpStatusCode.NotFound, "no live worker 'x'");
        await AssertProblemAsync(await PostAsync("v1/groups/g/pin"), HttpStatusCode.BadRequest, "name the workers");
        await AssertProblemAsync(await _http.PostAsJsonAsync("v1/groups/g/rescale", new CommandBody { Devices = 99 }, PlannerJson.Options), HttpStatusCode.Conflict, "more than there are");
        await AssertProblemAsync(await _http.PostAsJsonAsync("v1/rollback", new CommandBody { Plan = "x" }, PlannerJson.Options), HttpStatusCode.BadRequest, "'x' is not an epoch");
        // A form of some web page cannot command: only JSON is taken.
        using var form = await _http.PostAsync("v1/workers/a/drain", new StringContent("by=me", null, "application/x-www-form-urlencoded"));
        Assert.False(form.IsSuccessStatusCode);
        using var rubbish = await _http.PostAsync("v1/workers/a/drain", new StringContent("{", null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, rubbish.StatusCode);
        Assert.Empty(_cluster.Book.InForce);
    }

    [Fact]
    public async Task Command_PlannerFollows_SaysWhoLeadsAndWhere()
    {
        (_cluster.IsLeading, _cluster.Leader, _cluster.LeaderAddress) = (false, "other", "http://other:9470");
        using var response = await PostAsync("v1/workers/a/drain");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("http://other:9470", problem.RootElement.GetProperty("leader_address").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("v1/status")).StatusCode);
    }

    [Fact]
    public async Task Health_TopicsNotRead_Is503WithTheReason()
    {
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("health")).StatusCode);
        _cluster.Missing = "not read yet";
        using var response = await _http.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("not read yet", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("health/live")).StatusCode);
        await AssertProblemAsync(await _http.GetAsync("v1/status"), HttpStatusCode.ServiceUnavailable, "not read yet");
    }

    [SkippableFact]
    public async Task Metrics_AreWhatPrometheusTakes()
    {
        _backlog.Current = new BacklogView(default, [new GroupBacklog("g") { DeviceS = 1.5, OldestSlackMs = 250 }]);
        await PostAsync("v1/groups/g/pause");
        var scrape = new Scrape(await _http.GetStringAsync("metrics"));
        Assert.Equal(1.5, scrape.Sum("shepherd_backlog_work_seconds", ("group", "g")));
        Assert.Equal(0.25, scrape.Sum("shepherd_oldest_slack_seconds", ("group", "g")));
        Assert.Equal(3, scrape.Sum("shepherd_workers", ("state", "ready")));
        Assert.Equal(1, scrape.Sum("shepherd_directives", ("kind", "pause")));
        Assert.Equal(1, scrape.Sum("shepherd_commands_total", ("command", "pause"), ("outcome", "done")));
        Assert.Equal("", await Promtool.CheckAsync(scrape.Text));
    }

    [Fact]
    public async Task OpenApi_DescribesEveryCommand()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync("openapi/v1.json"));
        var paths = document.RootElement.GetProperty("paths");
        foreach (var path in new[] { "/v1/workers/{name}/drain", "/v1/groups/{name}/rescale", "/v1/rollback" })
            Assert.True(paths.GetProperty(path).GetProperty("post").TryGetProperty("requestBody", out _), path);
        Assert.True(paths.TryGetProperty("/v1/status", out _));
    }

    [Fact]
    public async Task Key_WithoutOrWrong_Is401ExceptForHealth()
    {
        await DisposeAsync();
        await StartAsync(Key);
        await AssertProblemAsync(await _http.GetAsync("v1/status"), HttpStatusCode.Unauthorized, "access key");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key + "x");
        await AssertProblemAsync(await PostAsync("v1/workers/a/drain"), HttpStatusCode.Unauthorized, "access key");
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("health")).StatusCode);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("v1/status")).StatusCode);
    }

    [Fact]
    public async Task Host_OfAnotherName_IsNotAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/status") { Headers = { Host = "attacker.example" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0:9470", null, false, "could command the cluster")]
    [InlineData("0.0.0.0:9470", "short", false, "at least 16")]
    [InlineData("nonsense", null, false, "not of the form host:port")]
    [InlineData("0.0.0.0:9470", Key, false, null)]
    [InlineData("0.0.0.0:9470", null, true, null)]
    [InlineData("127.0.0.1:9470", null, false, null)]
    public void FindFault_Address_NeedsAKeyBeyondThisMachine(string http, string? key, bool isOpen, string? expected)
    {
        var fault = new PlannerOptions { Kafka = new KafkaOptions { BootstrapServers = "k:1" }, Http = http, HttpKey = key, HttpOpen = isOpen }.FindFault();
        if (expected is null)
            Assert.Null(fault);
        else
            Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _services.GetRequiredService<PlannerServer>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string expected)
    {
        using (response)
        {
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private Task<HttpResponseMessage> PostAsync(string path) => _http.PostAsJsonAsync(path, new CommandBody { By = "me" }, PlannerJson.Options);

    private async Task StartAsync(string? key)
    {
        _services = MediatorTests.Services(_cluster)
            .AddSingleton(new PlannerOptions { Kafka = new KafkaOptions { BootstrapServers = "nowhere:1" }, Name = "planner", Http = "127.0.0.1:0", HttpKey = key })
            .AddSingleton(_backlog)
            .AddSingleton<AdvertisedAddress>()
            .AddSingleton<IPlanPreview, NoPreview>()
            .AddPlannerHttp()
            .BuildServiceProvider();
        var server = _services.GetRequiredService<PlannerServer>();
        await server.StartAsync(CancellationToken.None);
        _http = new HttpClient { BaseAddress = server.Address };
    }

    private sealed class NoPreview : IPlanPreview
    {
        public Task<DryRunReply> PreviewAsync(ClusterFacts facts, CancellationToken cancellationToken) => Task.FromResult(new DryRunReply(false, "", [], []));
    }
}

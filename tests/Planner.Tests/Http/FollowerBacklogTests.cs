using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Shepherd.Planner.Http;
using Shepherd.Planner.Http.Replies;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Planner.Tests.Http;

/// <summary>What scales on the backlog asks whichever planner the load balancer picks.</summary>
public sealed class FollowerBacklogTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Requests = 5;

    [Fact]
    public async Task Backlog_OfTwoPlanners_IsTheSameOfTheOneThatFollows()
    {
        var options = kafka.NewOptions();
        await kafka.CreateTopicsAsync(options.Topics, ["g"]);
        for (var i = 0; i < Requests; i++)
            await KafkaRecords.ProduceAsync(options, options.Topics.Requests("g"), [1], $"request-{i}");
        var addresses = new[] { FreeAddress(), FreeAddress() };
        using var http = new HttpClient();
        using var stop = new CancellationTokenSource();
        var planners = Task.WhenAll(addresses.Select((a, i) => PlannerHost.RunAsync(new PlannerOptions { Kafka = options, Name = $"planner-{i}", Http = a, WorkerTtl = TimeSpan.FromMinutes(5) }, stop.Token)));
        try
        {
            await Eventually.BecomesTrueAsync(
                async () =>
                {
                    await KafkaRecords.ProduceAsync(options, options.Topics.Workers, ControlCodec.Encode(Beats.Of("w")), "w");
                    var backlogs = await Task.WhenAll(addresses.Select(a => AskAsync<BacklogReply>(http, a, "backlog/g")));
                    return backlogs.All(b => b?.LagRecords == Requests);
                },
                "both planners count the requests that wait");
            var leading = (await Task.WhenAll(addresses.Select(a => AskAsync<StatusReply>(http, a, "status")))).Count(s => s!.Leading);
            Assert.InRange(leading, 0, 1);
        }
        finally
        {
            await stop.CancelAsync();
            await planners;
        }
    }

    private static async Task<T?> AskAsync<T>(HttpClient http, string address, string path)
        where T : class
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{address}/v1/{path}"));
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<T>(PlannerJson.Options) : null;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return null;
        }
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}

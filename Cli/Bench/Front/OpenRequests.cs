using System.Diagnostics;
using System.Net;
using System.Text;
using Shepherd.Cli.Dev;
using Shepherd.Client;

namespace Shepherd.Cli.Bench.Front;

/// <summary>Holds asynchronous requests open for a model that takes its time, and withdraws them.</summary>
internal static class OpenRequests
{
    /// <summary>Of the model that answers none of them in time.</summary>
    public const string Model = "slow";

    private const int Senders = 32;
    private const int RestRequests = 50;
    private const int TimeoutMs = 600_000;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes($$"""{"parameters":{"timeout_ms":{{TimeoutMs}}},"inputs":[{"name":"x","datatype":"UINT8","shape":[1,8],"data":[0,1,2,3,4,5,6,7]}]}""");

    /// <exception cref="InferenceClientException">A request was refused, or ended otherwise than it should.</exception>
    public static async Task<OpenFigures> MeasureAsync(int requests, Uri rest, ChildProcess front, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Senders }) { BaseAddress = rest };
        var before = await front.MeasureAsync(ProcessFigures.AskCollected, cancellationToken);
        var locations = new Uri[requests];
        var accepting = Stopwatch.StartNew();
        await Parallel.ForAsync(0, requests, Options(cancellationToken), async (i, stop) => locations[i] = await SendAsync(http, stop));
        var acceptS = accepting.Elapsed.TotalSeconds;
        var pending = 0;
        await Parallel.ForAsync(0, requests, Options(cancellationToken), async (i, stop) =>
        {
            if (await StatusAsync(http, locations[i], stop) == HttpStatusCode.Accepted)
                Interlocked.Increment(ref pending);
        });
        var after = await front.MeasureAsync(ProcessFigures.AskCollected, cancellationToken);
        var rest1 = new List<double>();
        for (var i = 0; i < RestRequests; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask(cancellationToken);
            rest1.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var withdrawing = Stopwatch.StartNew();
        await Parallel.ForAsync(0, requests, Options(cancellationToken), async (i, stop) => await WithdrawAsync(http, locations[i], stop));
        return new OpenFigures(pending, acceptS, Quantile.Of(rest1, 0.5), (after.HeapBytes - before.HeapBytes) / (double)requests, withdrawing.Elapsed.TotalSeconds);
    }

    private static ParallelOptions Options(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Senders, CancellationToken = cancellationToken };

    private static async Task<Uri> SendAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/models/{Model}/infer") { Content = new ByteArrayContent(Body) };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/json");
        request.Headers.Add("prefer", "respond-async");
        using var response = await http.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.Accepted && response.Headers.Location is { } location
            ? location
            : throw new InferenceClientException($"a request was not accepted: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, Uri location, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(location, cancellationToken);
        return response.StatusCode;
    }

    private static async Task WithdrawAsync(HttpClient http, Uri location, CancellationToken cancellationToken)
    {
        using var deleted = await http.DeleteAsync(location, cancellationToken);
        var status = HttpStatusCode.Accepted;
        while (deleted.StatusCode == HttpStatusCode.NoContent && status == HttpStatusCode.Accepted)
            status = await StatusAsync(http, location, cancellationToken);
    }
}

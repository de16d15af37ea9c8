using System.Collections.Concurrent;
using System.Diagnostics;
using Shepherd.Cli.Bench.Load;
using Shepherd.Client;

namespace Shepherd.Cli.Bench.Front;

/// <summary>The front against the SDK in this process, over one broker, planner and worker whose model answers its input. Their slices alternate, so that whatever else the machine does meets all.</summary>
internal static class FrontBenchmark
{
    private const int Slices = 3;

    /// <summary>One caller shows latency, many what goes through.</summary>
    private static readonly int[] Callers = [1, 32];

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(1);

    /// <exception cref="InferenceClientException">A process ended, or a request was not answered.</exception>
    public static async Task<FrontFigures> RunAsync(FrontOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(null, [EchoRepository.Model, OpenRequests.Model], options.LogFolder, cancellationToken);
        StartWorker(cluster, EchoRepository.Write(options.LogFolder), EchoRepository.Model);
        // With a worker of its own it holds up nobody.
        var slow = ReplayRepository.Write(Path.Combine(options.LogFolder, OpenRequests.Model), [new ReplaySpec(OpenRequests.Model, SloMs: 600_000, SingleMs: 400, FullMs: 400, MemoryMb: 1)]);
        StartWorker(cluster, slow, OpenRequests.Model);
        var (rest, grpc) = (new Uri($"http://{FreePort.Address()}"), new Uri($"http://{FreePort.Address()}"));
        var front = cluster.Start("ingest", "ingest", "--urls", rest.GetLeftPart(UriPartial.Authority), "--grpc-urls", grpc.GetLeftPart(UriPartial.Authority), "--admission", "off");
        foreach (var model in (string[])[EchoRepository.Model, OpenRequests.Model])
            await WaitForModelAsync(rest, model, cancellationToken);
        await using var client = await InferenceClient.ConnectAsync(cluster.Kafka, cancellationToken: cancellationToken);
        using var ways = new FrontWays(client, rest, grpc);
        var sides = await MeasureAsync(ways, options, say, cancellationToken);
        say($"{options.Open} asynchronous requests");
        return new FrontFigures(sides, await OpenRequests.MeasureAsync(options.Open, rest, front, ways.All[1].Ask, cancellationToken));
    }

    private static async Task<List<FrontSide>> MeasureAsync(FrontWays ways, FrontOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var slice = TimeSpan.FromSeconds(options.Seconds / (Slices * Callers.Length * ways.All.Count));
        var sides = new List<FrontSide>();
        foreach (var callers in Callers)
        {
            say($"{callers} callers");
            var each = ways.All.Select(w => (w.Ask, Side: new FrontSide(w.Name, callers))).ToList();
            foreach (var (ask, _) in each)
                await RunAsync(ask, callers, Warm, cancellationToken);
            for (var i = 0; i < Slices; i++)
            {
                foreach (var (ask, side) in each)
                {
                    var (latenciesMs, seconds) = await RunAsync(ask, callers, slice, cancellationToken);
                    side.Add(latenciesMs, seconds);
                }
            }

            sides.AddRange(each.Select(e => e.Side));
        }

        return sides;
    }

    private static async Task<(IReadOnlyCollection<double> LatenciesMs, double Seconds)> RunAsync(Func<CancellationToken, Task> ask, int callers, TimeSpan time, CancellationToken cancellationToken)
    {
        var latenciesMs = new ConcurrentQueue<double>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                while (watch.Elapsed < time)
                {
                    var started = Stopwatch.GetTimestamp();
                    await ask(cancellationToken);
                    latenciesMs.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            },
            cancellationToken)));
        return (latenciesMs, watch.Elapsed.TotalSeconds);
    }

    private static void StartWorker(BenchCluster cluster, string models, string name) => cluster.Start(name, "worker", "--name", name, "--models", models, "--threads", "1");

    private static async Task WaitForModelAsync(Uri rest, string model, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = rest };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                using var response = await http.GetAsync(new Uri($"/v2/models/{model}/ready", UriKind.Relative), cancellationToken);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
                continue;
            }
        }
    }
}

using System.Diagnostics;
using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Cli.Bench.Group;

/// <summary>Sends the study's requests at their instants, and counts what comes back in time.</summary>
internal sealed class StudyLoad(KafkaOptions kafka, StudyModels study)
{
    private static readonly Tensor Input = new("x", TensorDatatype.UInt8, [1, 8], new byte[8]);

    private int _ok;
    private int _inSlo;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Answered OK, of those in SLO, and the workers that ran some.</returns>
    public async Task<(int Ok, int InSlo, int RanOn)> RunAsync(CancellationToken cancellationToken)
    {
        await using var client = await InferenceClient.ConnectAsync(kafka, new InferenceClientOptions { InFlightRequestsMax = 1 << 16, InFlightBytesMax = 1 << 30 }, cancellationToken);
        var ranOn = new HashSet<string>(StringComparer.Ordinal);
        var (arrivals, answers) = (study.Arrivals, new List<Task>());
        var began = Stopwatch.GetTimestamp();
        foreach (var (atNs, model) in arrivals)
        {
            while (NsSince(began) < atNs)
                await Task.Delay(1, cancellationToken);
            answers.Add(SendAsync(client, study.Models[model], ranOn, cancellationToken));
        }

        await Task.WhenAll(answers);
        return (_ok, _inSlo, ranOn.Count);
    }

    /// <summary>Sends requests of the quickest model until so many workers have run some: whoever leads has found its peers then.</summary>
    /// <exception cref="InferenceClientException">They do not within a minute.</exception>
    public async Task WarmAsync(int workers, CancellationToken cancellationToken)
    {
        await using var client = await InferenceClient.ConnectAsync(kafka, cancellationToken: cancellationToken);
        var quickest = study.Models.MinBy(m => m.SloNs)!;
        var ranOn = new HashSet<string>(StringComparer.Ordinal);
        var began = Stopwatch.GetTimestamp();
        while (ranOn.Count < workers)
        {
            if (NsSince(began) > 60_000_000_000)
                throw new InferenceClientException($"after a minute {ranOn.Count} of {workers} workers have run something");
            await Task.WhenAll(Enumerable.Range(0, 4 * workers).Select(_ => SendAsync(client, quickest, ranOn, cancellationToken)));
        }

        (_ok, _inSlo) = (0, 0);
    }

    private async Task SendAsync(InferenceClient client, SimulatedModel model, HashSet<string> ranOn, CancellationToken cancellationToken)
    {
        var sent = Stopwatch.GetTimestamp();
        var result = await client.InferAsync(model.Name, [Input], new InferOptions { Timeout = TimeSpan.FromTicks(model.SloNs / 100) }, cancellationToken);
        if (result.Outcome != Outcome.Ok)
            return;
        Interlocked.Increment(ref _ok);
        if (NsSince(sent) <= model.SloNs)
            Interlocked.Increment(ref _inSlo);
        lock (ranOn)
            ranOn.Add(result.Parameters.GetValueOrDefault(HeaderNames.RanOn) as string ?? result.Worker);
    }

    private static long NsSince(long began) => Stopwatch.GetElapsedTime(began).Ticks * 100;
}

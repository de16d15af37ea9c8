using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>So many requests under way, always: each that is answered is followed by the next, until it is ended. A partition that nobody serves stops it sooner or later.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    /// <summary>Answers of each that is under way, on average, after which a load is said to run.</summary>
    private const int RoundsOfProof = 2;

    private static readonly InferOptions Patient = new() { Timeout = TimeSpan.FromMinutes(2) };

    private readonly IInferenceClient _client;
    private readonly int _inFlight;
    private readonly CancellationTokenSource _enough = new();
    private readonly List<Task<List<InferenceResult>>> _senders;
    private int _answered;

    /// <summary>Starts.</summary>
    /// <param name="client">Sends; the load disposes it.</param>
    /// <param name="model">A model of <see cref="Pipeline.ReplayRepository"/>.</param>
    /// <param name="inFlight">Requests under way.</param>
    public SteadyLoad(IInferenceClient client, string model, int inFlight)
    {
        (_client, _inFlight, Model) = (client, inFlight, model);
        _senders = [.. Enumerable.Range(0, inFlight).Select(_ => SendAsync())];
    }

    public string Model { get; }

    /// <summary>Requests that were answered so far.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Results that came again: the client dropped them.</summary>
    public long Repeats { get; private set; }

    /// <summary>Waits until it has gone on from here for a while.</summary>
    /// <param name="what">For the message: what lets it.</param>
    public async Task GoesOnAsync(string what)
    {
        var until = Answered + (_inFlight * RoundsOfProof);
        await Eventually.BecomesTrueAsync(() => Answered >= until || _senders.Exists(s => s.IsFaulted), $"{Model} goes on: {what}");
        foreach (var faulted in _senders.Where(s => s.IsFaulted))
            await faulted;
    }

    /// <summary>Sends nothing more, and waits for what is under way.</summary>
    /// <returns>All results.</returns>
    public async Task<IReadOnlyList<InferenceResult>> EndAsync()
    {
        await _enough.CancelAsync();
        var results = await Task.WhenAll(_senders);
        Repeats = _client.Repeats;
        return [.. results.SelectMany(r => r)];
    }

    /// <summary>Ends it, also where the test has failed before: the next one finds nothing of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_senders.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync();
        _enough.Dispose();
    }

    private async Task<List<InferenceResult>> SendAsync()
    {
        var results = new List<InferenceResult>();
        while (!_enough.IsCancellationRequested)
        {
            results.Add(await _client.InferAsync(Model, [new Tensor("x", TensorDatatype.UInt8, [1, 4], new byte[4])], Patient));
            Interlocked.Increment(ref _answered);
        }

        return results;
    }
}

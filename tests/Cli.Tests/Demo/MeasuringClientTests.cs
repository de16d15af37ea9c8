using Shepherd.Cli.Demo;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Tests.Ocr;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Tests.Demo;

public class MeasuringClientTests
{
    private readonly StepClock _clock = new();
    private readonly RequestTally _tally = new();

    [Fact]
    public async Task InferAsync_OkInAndOutOfTime_CountsBothAndTheirLatency()
    {
        var steps = new Queue<int>([100, 300]);
        await using var inner = new ScriptedClient { Before = _ => Step(steps.Dequeue()) };
        var options = new InferOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        await Ask(inner, options);
        await Ask(inner, options);

        var now = _tally.Snapshot();
        Assert.Equal((2, 1, 0, 0), (now.Requests, now.InTime, now.Lost, now.InFlight));
        Assert.Equal((100, 300), (now.P50!.Value.TotalMilliseconds, now.P99!.Value.TotalMilliseconds));
        Assert.Equal("OK 2", now.OutcomesText);
    }

    [Fact]
    public async Task InferAsync_OtherOutcome_CountsButGivesNoLatency()
    {
        await using var inner = new ScriptedClient().On(OcrModels.Angle, Outcome.Expired, "late");
        await Ask(inner);

        var now = _tally.Snapshot();
        Assert.Equal((1, 0, 0, null), (now.Requests, now.InTime, now.Lost, now.P50));
        Assert.Equal(1, now.Outcomes[Outcome.Expired]);
    }

    public static TheoryData<Exception> Failures() => [new TimeoutException(), new InferenceClientException("no topic"), new InvalidOperationException()];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task InferAsync_NoOutcome_IsLost(Exception failure)
    {
        await using var inner = new ScriptedClient().Fail(OcrModels.Angle, failure);
        Assert.Same(failure, await Record.ExceptionAsync(() => Ask(inner)));

        var now = _tally.Snapshot();
        Assert.Equal((1, 1, 0, 0), (now.Requests, now.Lost, now.Withdrawn, now.InFlight));
    }

    [Fact]
    public async Task InferAsync_Cancelled_IsWithdrawnAndNotLost()
    {
        using var stop = new CancellationTokenSource();
        await using var inner = new ScriptedClient { Before = token => Task.Delay(Timeout.Infinite, token) };
        var asked = Ask(inner, null, stop.Token);
        Assert.Equal(1, _tally.Snapshot().InFlight);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        var now = _tally.Snapshot();
        Assert.Equal((0, 0, 1, 0), (now.Requests, now.Lost, now.Withdrawn, now.InFlight));
    }

    [Fact]
    public async Task DisposeAsync_InnerClient_StaysOpen()
    {
        await using var inner = new ScriptedClient();
        var client = new MeasuringClient(inner, _tally, _clock);
        await client.DisposeAsync();

        Assert.False(inner.Disposed);
        Assert.Equal((3, 4), (client.LateReplies, client.Repeats));
        await foreach (var result in client.ReadResultsAsync("topic"))
            Assert.Equal("topic", result.Model);
    }

    private Task<InferenceResult> Ask(ScriptedClient inner, InferOptions? options = null, CancellationToken cancellationToken = default) =>
        new MeasuringClient(inner, _tally, _clock).InferAsync(OcrModels.Angle, [], options, cancellationToken);

    private Task Step(int ms)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(ms));
        return Task.CompletedTask;
    }
}

using Shepherd.Cli.Demo;

namespace Shepherd.Cli.Tests.Demo;

public class InFlightTests
{
    [Fact]
    public async Task LaunchAsync_OverTheBound_WaitsForASlotAndCounts()
    {
        var inFlight = new InFlight(2);
        var gates = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        await inFlight.LaunchAsync(() => gates[0].Task, CancellationToken.None);
        await inFlight.LaunchAsync(() => gates[1].Task, CancellationToken.None);
        var third = inFlight.LaunchAsync(() => gates[2].Task, CancellationToken.None);

        Assert.False(third.IsCompleted);
        Assert.Equal(1, inFlight.HeldBack);
        gates[1].SetResult();
        await third;
        gates[0].SetResult();
        gates[2].SetResult();
        await inFlight.FinishAsync();
        Assert.Equal(1, inFlight.HeldBack);
    }

    [Fact]
    public async Task FinishAsync_WorkThatFailed_Throws()
    {
        var inFlight = new InFlight(1);
        await inFlight.LaunchAsync(() => Task.FromException(new InvalidOperationException("broken")), CancellationToken.None);
        await inFlight.LaunchAsync(() => Task.CompletedTask, CancellationToken.None);

        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(inFlight.FinishAsync)).Message);
    }
}

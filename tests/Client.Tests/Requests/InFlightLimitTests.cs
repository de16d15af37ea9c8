using Shepherd.Client.Requests;

namespace Shepherd.Client.Tests.Requests;

public sealed class InFlightLimitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task EnterAsync_BytesUsedUp_WaitsUntilGivenBack()
    {
        using var limit = new InFlightLimit(10, 100);
        var first = await EnterAsync(limit, 60);
        var second = EnterAsync(limit, 60);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second.WaitAsync(Long)).Dispose();
    }

    [Fact]
    public async Task EnterAsync_LargerThanTheLimit_GoesAlone()
    {
        using var limit = new InFlightLimit(10, 100);
        var huge = await EnterAsync(limit, 1_000_000);

        var next = EnterAsync(limit, 1);

        Assert.False(next.IsCompleted);
        huge.Dispose();
        await next.WaitAsync(Long);
    }

    [Fact]
    public async Task EnterAsync_NoRoomInTime_TimeoutNamesTheLimitsAndHoldsNothing()
    {
        using var limit = new InFlightLimit(2, 100);
        var first = await EnterAsync(limit, 100);

        var thrown = await Assert.ThrowsAsync<TimeoutException>(
            async () => await limit.EnterAsync(1, TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None));

        Assert.Contains("2 requests or 100 bytes", thrown.Message, StringComparison.Ordinal);
        first.Dispose();
        await EnterAsync(limit, 50);
        await EnterAsync(limit, 50).WaitAsync(Long);
    }

    [Fact]
    public async Task EnterAsync_Cancelled_IsCancelledAndHoldsNothing()
    {
        using var limit = new InFlightLimit(1, 100);
        var first = await EnterAsync(limit, 1);
        using var cancel = new CancellationTokenSource();
        var second = limit.EnterAsync(1, Long, TimeProvider.System, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        await EnterAsync(limit, 1).WaitAsync(Long);
    }

    private static Task<InFlightLimit.Lease> EnterAsync(InFlightLimit limit, long bytes) =>
        limit.EnterAsync(bytes, Long, TimeProvider.System, CancellationToken.None).AsTask();
}

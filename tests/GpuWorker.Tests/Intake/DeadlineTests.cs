using Shepherd.GpuWorker.Intake;

namespace Shepherd.GpuWorker.Tests.Intake;

public class DeadlineTests
{
    private const long Ms = 1_000_000;
    private const long NowMs = 1_700_000_000_000;
    private const int SloMs = 300;

    [Fact]
    public void Find_NoHeader_IsTheSloFromTheRecordsTimestamp() => Assert.Equal(NowMs - 50 + SloMs, FindMs(new RequestHeaders(), NowMs - 50));

    [Fact]
    public void Find_Timeout_CountsFromTheRecordsTimestamp() => Assert.Equal(NowMs - 50 + 20, FindMs(new RequestHeaders { TimeoutMs = 20 }, NowMs - 50));

    [Fact]
    public void Find_ExpiryAndTimeout_ExpiryWins() => Assert.Equal(
        NowMs + 77,
        FindMs(new RequestHeaders { TimeoutMs = 20, Expiry = DateTimeOffset.FromUnixTimeMilliseconds(NowMs + 77) }, NowMs));

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    [InlineData(NowMs + 3_600_000)]
    public void Find_TimestampMissingOrAbsurd_CountsFromNow(long? timestampMs) => Assert.Equal(NowMs + SloMs, FindMs(new RequestHeaders(), timestampMs));

    [Theory]
    [InlineData(24.5)]
    [InlineData(1e7)]
    public void Find_ExpiryPastTheHorizon_IsAFault(double hours)
    {
        var expiry = DateTimeOffset.FromUnixTimeMilliseconds(NowMs).AddHours(hours);
        Assert.Contains("hours", Deadline.Find(new RequestHeaders { Expiry = expiry }, NowMs, SloMs, NowMs * Ms, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_ExpiryBeforeTheEpoch_IsLateAndFits() => Assert.Equal(0, FindMs(new RequestHeaders { Expiry = DateTimeOffset.MinValue }, NowMs));

    private static long FindMs(RequestHeaders headers, long? timestampMs)
    {
        Assert.Null(Deadline.Find(headers, timestampMs, SloMs, NowMs * Ms, out var deadlineNs));
        return deadlineNs / Ms;
    }
}

using Shepherd.GpuWorker.Peers;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Peers;

public sealed class CreditWindowTests
{
    [Fact]
    public async Task Take_MoreThanIsLeft_WaitsUntilItIsGivenBack()
    {
        var window = new CreditWindow(10);
        Assert.True(window.Take(6));
        var second = Task.Run(() => window.Take(5));
        await Eventually.BecomesTrueAsync(() => window.IsWaiting, "the taker waits");
        window.Give(6);
        Assert.True(await second);
    }

    [Fact]
    public void Take_MoreThanTheWholeWindow_GoesAlone() => Assert.True(new CreditWindow(10).Take(11));

    [Fact]
    public async Task Close_EndsAWait()
    {
        var window = new CreditWindow(10);
        Assert.True(window.Take(20));
        var second = Task.Run(() => window.Take(1));
        window.Close();
        Assert.False(await second);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    public void Give_MoreThanIsOut_IsAFault(long bytes)
    {
        var window = new CreditWindow(10);
        Assert.True(window.Take(6));
        Assert.Throws<PeerProtocolException>(() => window.Give(bytes));
    }
}

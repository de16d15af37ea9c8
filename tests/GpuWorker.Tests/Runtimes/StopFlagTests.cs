using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Tests.Runtimes;

public class StopFlagTests
{
    [Fact]
    public void Request_WhileAttached_CallsIt()
    {
        var flag = new StopFlag();
        var calls = 0;
        flag.Attach(() => calls++);

        Assert.False(flag.IsRequested);
        flag.Request();

        Assert.True(flag.IsRequested);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Attach_AlreadyRequested_CallsAtOnce()
    {
        var flag = new StopFlag();
        flag.Request();
        var calls = 0;

        flag.Attach(() => calls++);

        Assert.Equal(1, calls);
    }

    [Fact]
    public void Request_AfterDetach_CallsNothing()
    {
        var flag = new StopFlag();
        var calls = 0;
        flag.Attach(() => calls++);
        flag.Detach();

        flag.Request();

        Assert.Equal(0, calls);
    }

    [Fact]
    public void Request_AbandonedAfterwards_StaysSoAndCallsAgain()
    {
        var (flag, calls) = (new StopFlag(), new List<bool>());
        flag.Attach(() => calls.Add(flag.IsAbandoned));

        flag.Request();
        flag.Request(abandon: true);
        flag.Request();

        Assert.Equal([false, true, true], calls);
    }
}

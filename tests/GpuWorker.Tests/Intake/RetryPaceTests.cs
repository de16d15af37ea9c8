using Shepherd.GpuWorker.Intake;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Intake;

public class RetryPaceTests
{
    private readonly ManualClock _clock = new();
    private readonly RetryPace _pace;

    public RetryPaceTests() => _pace = new RetryPace(_clock);

    [Fact]
    public void Fail_ForTenMinutes_IsTriedLessAndLessOftenAndToldTwiceAMinute()
    {
        var (attempts, told) = (0, 0);
        var start = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(start) < TimeSpan.FromMinutes(10))
        {
            if (_pace.IsDue)
            {
                attempts++;
                told += _pace.Fail() ? 1 : 0;
            }

            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(attempts, 300, 310);
        Assert.InRange(told, 19, 20);
    }

    [Fact]
    public void Succeed_AfterFailures_NextFailurePausesShortlyAndIsNotToldAgain()
    {
        for (var i = 0; i < 10; i++)
            _pace.Fail();
        Assert.False(_pace.IsDue);
        _pace.Succeed();
        Assert.True(_pace.IsDue);
        Assert.False(_pace.Fail());
        _clock.Advance(RetryPace.PauseMin);
        Assert.True(_pace.IsDue);
    }
}

using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Symphony;

namespace Shepherd.Core.Tests.Symphony;

public class TargetBatchTests
{
    /// <summary>l(b) = b + 10 ms and a budget of 60 ms.</summary>
    [Theory]
    [InlineData(null, 20)] // Half the budget: l(20) = 30.
    [InlineData(20.0, 1)] // One device, 50 ms from request to request: two would take 12 + 100.
    [InlineData(400.0, 14)] // One device: 24 + 14 × 2.5 = 59; 25 + 37.5 is too long.
    [InlineData(4000.0, 40)] // n = 4·l/b = 5 devices: 50 + 50/5 = 60.
    public void Find_Rate_AsTheBudgetAllows(double? ratePerS, int expected) => Assert.Equal(expected, Find(ratePerS));

    [Fact]
    public void Find_HigherRate_NeverSmaller()
    {
        var last = 0;
        for (var rate = 10.0; rate < 1e6; rate *= 1.3)
        {
            var target = Find(rate);
            Assert.True(target >= last, $"{rate}: {target} < {last}");
            last = target;
        }
    }

    private static int Find(double? ratePerS)
    {
        var group = new GroupState();
        group.Replan(new ServingPlan([new ServedModel("m", 64, new LinearLatency(1_000_000, 10_000_000))], 1), false, []);
        return TargetBatch.Find(group, new DeadlineQueue(0, 0), 60_000_000, ratePerS);
    }
}

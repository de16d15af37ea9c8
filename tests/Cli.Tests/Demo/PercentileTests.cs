using Shepherd.Cli.Demo;

namespace Shepherd.Cli.Tests.Demo;

public class PercentileTests
{
    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(4, 50, 2)]
    [InlineData(100, 50, 50)]
    [InlineData(100, 99, 99)]
    [InlineData(100, 100, 100)]
    [InlineData(101, 99, 100)]
    [InlineData(10, 99, 10)]
    public void Of_OneToN_IsTheNearestRank(int count, double percent, int expected)
    {
        var sorted = Enumerable.Range(1, count).Select(i => TimeSpan.FromMilliseconds(i)).ToList();

        Assert.Equal(TimeSpan.FromMilliseconds(expected), Percentile.Of(sorted, percent));
    }

    [Fact]
    public void Of_Nothing_IsNull() => Assert.Null(Percentile.Of([], 50));
}

using Shepherd.Cli.Bench;

namespace Shepherd.Cli.Tests.Bench;

public class QuantileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 2)]
    [InlineData(0.51, 3)]
    [InlineData(1, 4)]
    public void Of_FourValues_IsOneOfThemByRank(double share, double expected) => Assert.Equal(expected, Quantile.Of([4, 1, 3, 2], share));

    [Fact]
    public void Of_Nothing_IsZero() => Assert.Equal(0, Quantile.Of([], 0.5));
}

using Shepherd.Core.Primitives;

namespace Shepherd.Core.Tests.Primitives;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, null, "0 groups")]
    [InlineData(1, null, "1 group")]
    [InlineData(2, null, "2 groups")]
    [InlineData(1, "processes", "1 group")]
    [InlineData(3, "processes", "3 processes")]
    public void Of_Count_TakesTheWordThatFits(long count, string? more, string expected) => Assert.Equal(expected, Counted.Of(count, "group", more));
}

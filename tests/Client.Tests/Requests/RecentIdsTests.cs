using Shepherd.Client.Requests;

namespace Shepherd.Client.Tests.Requests;

public sealed class RecentIdsTests
{
    [Fact]
    public void Add_OverTheLimit_ForgetsTheOldest()
    {
        var ids = new RecentIds(2);

        Assert.True(ids.Add("a"));
        Assert.True(ids.Add("b"));
        Assert.False(ids.Add("b"));
        Assert.True(ids.Add("c"));

        Assert.Equal((false, true, true), (ids.Contains("a"), ids.Contains("b"), ids.Contains("c")));
    }

    [Fact]
    public void Remove_ThenAddAgain_CountsAsNewest()
    {
        var ids = new RecentIds(2);
        ids.Add("a");
        ids.Add("b");

        Assert.True(ids.Remove("a"));
        Assert.False(ids.Remove("a"));
        ids.Add("a");
        ids.Add("c");

        Assert.Equal((true, false, true), (ids.Contains("a"), ids.Contains("b"), ids.Contains("c")));
    }
}

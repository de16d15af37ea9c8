using Shepherd.Cli.Bench.Load;

namespace Shepherd.Cli.Tests.Bench.Load;

public class LoadLogTests
{
    [Fact]
    public void New_SomeTwiceAndSomeNever_CountsRepeatsAndLost()
    {
        var log = new LoadLog(
            [new PlacedRequest(0, 0, 0), new PlacedRequest(1, 0, 0), new PlacedRequest(2, 0, 0)],
            [Answer(0, 10, "a"), Answer(2, 11, "a"), Answer(0, 12, "b"), Answer(0, 13, "b")]);

        Assert.Equal(2, log.Repeats);
        Assert.Equal(1, log.Lost);
        Assert.Equal("a", log.First[0]!.Value.Worker);
        Assert.Null(log.First[1]);
    }

    private static PlacedAnswer Answer(int number, long atNs, string worker) => new(number, atNs, worker, default, IsOk: true);
}

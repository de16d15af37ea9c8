using Shepherd.GpuWorker.Driving;

namespace Shepherd.GpuWorker.Tests.Driving;

public class EventQueueTests
{
    private const long LongNs = 60_000_000_000;

    [Fact(Timeout = 120_000)]
    public async Task TakeOrEnd_ManyThreadsAdd_EachItemIsTakenOnceAndInItsThreadsOrder()
    {
        const int Threads = 4;
        const int Each = 20_000;
        var queue = new EventQueue<(int Thread, int Number)>();
        var taker = Task.Run(() =>
        {
            var next = new int[Threads];
            while (queue.TakeOrEnd(out var item))
                Assert.Equal(next[item.Thread]++, item.Number);
            return next;
        });

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < Each; number++)
                Assert.True(queue.TryAdd((thread, number)));
        })));
        queue.Close();

        Assert.All(await taker, taken => Assert.Equal(Each, taken));
    }

    /// <summary>The taker parks before each item: one wake-up that is lost would end this.</summary>
    [Fact(Timeout = 120_000)]
    public async Task TryTake_OneItemAtATime_IsWokenForEach()
    {
        const int Rounds = 5_000;
        var (there, back) = (new EventQueue<int>(), new EventQueue<int>());
        var echo = Task.Run(() =>
        {
            while (there.TakeOrEnd(out var item))
                back.TryAdd(item);
        });

        await Task.Run(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                there.TryAdd(round);
                Assert.True(back.TryTake(out var item, LongNs));
                Assert.Equal(round, item);
            }
        });
        there.Close();
        await echo;
    }

    [Fact(Timeout = 120_000)]
    public async Task Wake_AfterItemsThatWokeNobody_TheTakerGetsThemAll()
    {
        var queue = new EventQueue<int>();
        for (var round = 0; round < 1_000; round++)
        {
            var taker = Task.Run(() => (queue.TryTake(out var first, LongNs), queue.TryTake(out var second, LongNs), first + second));
            queue.TryAdd(1, isMoreToCome: true);
            queue.TryAdd(2, isMoreToCome: true);
            queue.Wake();
            Assert.Equal((true, true, 3), await taker);
        }
    }

    [Fact]
    public void TryTake_NothingComes_EndsAfterTheWait()
    {
        Assert.False(new EventQueue<int>().TryTake(out _, 1_500_000));
        Assert.False(new EventQueue<int>().TryTake(out _, 0));
    }

    [Fact(Timeout = 60_000)]
    public async Task Close_WhileTheTakerWaits_EndsIt()
    {
        var queue = new EventQueue<int>();
        var taker = Task.Run(() => queue.TryTake(out _, LongNs));
        queue.Close();
        Assert.False(await taker);
        Assert.False(queue.TryAdd(1));
        Assert.True(queue.IsCompleted);
    }

    [Fact]
    public void Close_ItemsAreLeft_CanStillBeTaken()
    {
        var queue = new EventQueue<int>();
        queue.TryAdd(7);
        queue.Close();
        Assert.False(queue.IsCompleted);
        Assert.True(queue.TakeOrEnd(out var item));
        Assert.Equal(7, item);
        Assert.False(queue.TakeOrEnd(out _));
    }
}

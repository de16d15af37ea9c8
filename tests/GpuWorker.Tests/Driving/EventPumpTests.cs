using Shepherd.GpuWorker.Driving;

namespace Shepherd.GpuWorker.Tests.Driving;

public class EventPumpTests
{
    private const long NeverNs = long.MaxValue;

    [Fact(Timeout = 120_000)]
    public async Task TryAdd_ManyThreads_EachEventIsHandledOnceInItsThreadsOrderAndNeverTwoAtOnce()
    {
        const int Threads = 4;
        const int Each = 20_000;
        var (next, atWork, total) = (new int[Threads], 0, 0);
        var pump = new EventPump<(int Thread, int Number)>(
            item =>
            {
                Assert.Equal(1, Interlocked.Increment(ref atWork));
                Assert.Equal(next[item.Thread]++, item.Number);
                total++;
                Interlocked.Decrement(ref atWork);
            },
            () => NeverNs);
        var own = Task.Factory.StartNew(pump.Run, TaskCreationOptions.LongRunning);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < Each; number++)
                Assert.True(pump.TryAdd((thread, number)));
        })));
        pump.Close();
        await own;

        Assert.All(next, taken => Assert.Equal(Each, taken));
        Assert.Equal(Threads * Each, total);
    }

    [Fact]
    public void TryAdd_BeforeRun_WaitsForIt()
    {
        var handled = new List<int>();
        var pump = new EventPump<int>(handled.Add, () => NeverNs);

        pump.TryAdd(7);
        Assert.Empty(handled);
        pump.Close();
        pump.Run();

        Assert.Equal([7], handled);
    }

    [Fact(Timeout = 60_000)]
    public async Task TryAdd_NobodyAtWork_IsHandledByWhoAdds()
    {
        var by = new TaskCompletionSource<int>();
        var started = new TaskCompletionSource();
        var pump = new EventPump<int>(_ => by.TrySetResult(Environment.CurrentManagedThreadId), () =>
        {
            started.TrySetResult();
            return NeverNs;
        });
        var own = Task.Factory.StartNew(pump.Run, TaskCreationOptions.LongRunning);
        await started.Task;

        // The own thread may not have left yet: then it handles the event, and the next one finds nobody.
        var (mine, handledBy) = (0, -1);
        while (mine != handledBy)
        {
            by = new TaskCompletionSource<int>();
            mine = Environment.CurrentManagedThreadId;
            pump.TryAdd(1);
            handledBy = await by.Task;
        }

        pump.Close();
        await own;
    }

    [Fact(Timeout = 60_000)]
    public async Task Wake_MoreThanOneThreadMayHandle_TheOwnThreadTakesTheRest()
    {
        const int Count = 100;
        var (mine, others, done) = (0, 0, new TaskCompletionSource());
        var started = new TaskCompletionSource();
        var adder = -1;
        var pump = new EventPump<int>(
            _ =>
            {
                if (Environment.CurrentManagedThreadId == adder)
                    mine++;
                else
                    others++;
                if (mine + others == Count)
                    done.SetResult();
            },
            () =>
            {
                started.TrySetResult();
                return NeverNs;
            });
        var own = Task.Factory.StartNew(pump.Run, TaskCreationOptions.LongRunning);
        await started.Task;

        var adding = Task.Factory.StartNew(
            () =>
            {
                adder = Environment.CurrentManagedThreadId;
                for (var i = 0; i < Count; i++)
                    pump.TryAdd(i, isMoreToCome: true);
                pump.Wake();
            },
            TaskCreationOptions.LongRunning);
        await adding;
        await done.Task;

        Assert.InRange(mine, 0, Count / 2);
        Assert.Equal(Count, mine + others);
        pump.Close();
        await own;
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0)]
    [InlineData(300_000)]
    [InlineData(3_000_000)]
    public async Task Run_TimeAloneIsDue_HandlesTheDefault(long dueNs)
    {
        var (told, due) = (new TaskCompletionSource<int>(), dueNs);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var pump = new EventPump<int>(item => told.TrySetResult(item), () => told.Task.IsCompleted ? NeverNs : due - (clock.Elapsed.Ticks * 100));
        var own = Task.Factory.StartNew(pump.Run, TaskCreationOptions.LongRunning);

        Assert.Equal(0, await told.Task);
        Assert.True(clock.Elapsed.Ticks * 100 >= dueNs);
        pump.Close();
        await own;
    }

    /// <summary>An event that another thread handled brings the next instant forward: the own thread, asleep for long, must hear of it.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Wake_TheNextInstantIsSooner_TheOwnThreadWakesForIt()
    {
        var (isDue, told) = (false, new TaskCompletionSource());
        var asleep = new TaskCompletionSource();
        var pump = new EventPump<int>(
            item =>
            {
                if (item == 1)
                    isDue = true;
                else
                    told.TrySetResult();
            },
            () =>
            {
                asleep.TrySetResult();
                return told.Task.IsCompleted || !isDue ? NeverNs : 0;
            });
        var own = Task.Factory.StartNew(pump.Run, TaskCreationOptions.LongRunning);
        await asleep.Task;

        pump.TryAdd(1);

        await told.Task;
        pump.Close();
        await own;
        Assert.False(pump.TryAdd(1));
    }
}

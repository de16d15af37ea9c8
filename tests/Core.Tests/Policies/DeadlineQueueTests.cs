using Shepherd.Core.Policies;

namespace Shepherd.Core.Tests.Policies;

public class DeadlineQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RandomUse_AnySeed_EqualsASortedSet(int seed)
    {
        var random = new Random(seed);
        var queue = new DeadlineQueue(0, 0);
        var expected = new List<ScheduledRequest>();
        for (var step = 0; step < 20_000; step++)
        {
            if (expected.Count == 0 || random.Next(100) < 55)
            {
                var request = new ScheduledRequest { Sequence = step, Model = 0, Bucket = 0, ArrivalNs = 0, DeadlineNs = random.Next(500) };
                queue.Add(request);
                expected.Add(request);
                expected.Sort((a, b) => RequestOrder.Of(a).CompareTo(RequestOrder.Of(b)));
            }
            else
            {
                var index = random.Next(expected.Count);
                var count = Math.Min(1 + random.Next(4), expected.Count - index);
                var taken = new List<ScheduledRequest>();
                queue.TakeRange(index, count, taken);
                Assert.Equal(expected.GetRange(index, count), taken);
                expected.RemoveRange(index, count);
            }

            Assert.Equal(expected.Count, queue.Count);
            var from = random.Next(500);
            Assert.Equal(expected.Count(r => r.DeadlineNs < from), queue.FirstDueFrom(from));
            if (expected.Count > 0)
                Assert.Same(expected[0], queue.Head);
        }
    }

    /// <summary>Long enough for three levels of nodes, with ranges that empty many at once.</summary>
    [Theory]
    [InlineData(1, Deadlines.Ascending)]
    [InlineData(2, Deadlines.Descending)]
    [InlineData(3, Deadlines.Mixed)]
    [InlineData(4, Deadlines.Equal)]
    [InlineData(5, Deadlines.Ascending)]
    [InlineData(6, Deadlines.Descending)]
    [InlineData(7, Deadlines.Mixed)]
    public void GrowAndDrain_AnyOrder_EqualsASortedList(int seed, Deadlines deadlines)
    {
        var random = new Random(seed);
        var queue = new DeadlineQueue(0, 0);
        var expected = new List<ScheduledRequest>();
        var sequence = 0;
        for (var round = 0; round < 2; round++)
        {
            for (var target = 20_000; expected.Count < target;)
            {
                Add(queue, expected, DeadlineOf(deadlines, sequence, random), sequence++);
                if (random.Next(20) == 0)
                    TakeSome(queue, expected, random, 20);
            }

            Assert.Equal(expected, Enumerable.Range(0, queue.Count).Select(i => queue[i]));
            while (expected.Count > 0)
            {
                TakeSome(queue, expected, random, 3_000);
                for (var i = random.Next(300); i > 0; i--)
                    Add(queue, expected, DeadlineOf(deadlines, sequence, random), sequence++);
                if (expected.Count < 1_000)
                    TakeSome(queue, expected, random, 1_000, fromHead: true);
            }

            Assert.Equal(0, queue.Count);
        }
    }

    [Fact]
    public void AddAndTake_LengthSeenBefore_AllocatesNothing()
    {
        var random = new Random(1);
        var queue = new DeadlineQueue(0, 0);
        var requests = Enumerable.Range(0, 50_000).Select(i => Request(random.Next(1_000_000), i)).ToList();
        var into = new List<ScheduledRequest>(requests.Count);
        Cycle();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Cycle();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Cycle()
        {
            foreach (var request in requests)
                queue.Add(request);
            while (queue.Count > 0)
                queue.TakeRange(0, Math.Min(32, queue.Count), into);
            into.Clear();
        }
    }

    [Fact]
    public void Head_NothingWaits_Throws() => Assert.Throws<InvalidOperationException>(() => new DeadlineQueue(0, 0).Head);

    /// <summary>In which order arrivals are due.</summary>
    public enum Deadlines
    {
        Ascending,
        Descending,
        Mixed,
        Equal,
    }

    private static int DeadlineOf(Deadlines deadlines, int sequence, Random random) => deadlines switch
    {
        Deadlines.Ascending => sequence,
        Deadlines.Descending => 1_000_000 - sequence,
        Deadlines.Mixed => random.Next(2_000),
        _ => 7,
    };

    private static ScheduledRequest Request(int deadlineNs, int sequence) => new() { Sequence = sequence, Model = 0, Bucket = 0, ArrivalNs = 0, DeadlineNs = deadlineNs };

    private static void Add(DeadlineQueue queue, List<ScheduledRequest> expected, int deadlineNs, int sequence)
    {
        var request = Request(deadlineNs, sequence);
        queue.Add(request);
        expected.Insert(~expected.BinarySearch(request, ByOrder), request);
    }

    private static readonly Comparer<ScheduledRequest> ByOrder = Comparer<ScheduledRequest>.Create((a, b) => RequestOrder.Of(a).CompareTo(RequestOrder.Of(b)));

    private static void TakeSome(DeadlineQueue queue, List<ScheduledRequest> expected, Random random, int most, bool fromHead = false)
    {
        if (expected.Count == 0)
            return;
        var index = fromHead || random.Next(2) == 0 ? 0 : random.Next(expected.Count);
        var count = Math.Min(1 + random.Next(most), expected.Count - index);
        var gone = expected[index];
        if (count % 3 == 0)
        {
            count = 1;
            Assert.True(queue.Remove(gone));
            Assert.False(queue.Remove(gone));
        }
        else
        {
            var taken = new List<ScheduledRequest>();
            queue.TakeRange(index, count, taken);
            Assert.Equal(expected.GetRange(index, count), taken);
        }

        expected.RemoveRange(index, count);
        Assert.Equal(expected.Count, queue.Count);
        if (expected.Count == 0)
            return;
        Assert.Same(expected[0], queue.Head);
        var at = random.Next(expected.Count);
        Assert.Same(expected[at], queue[at]);
        var dueNs = expected[at].DeadlineNs;
        Assert.Equal(~expected.BinarySearch(Request((int)dueNs, -1), ByOrder), queue.FirstDueFrom(dueNs));
    }
}

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
}

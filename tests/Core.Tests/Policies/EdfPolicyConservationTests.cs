using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Policies;

public class EdfPolicyConservationTests
{
    /// <summary>Random arrivals, finishes and ticks: every request is dispatched or dropped exactly once, and every batch obeys the rules.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomRun_AnySeed_DecidesEachRequestOnce(int seed)
    {
        var random = new Random(seed);
        var run = new Run(random);
        for (var step = 0; step < 5_000; step++)
            run.Step();
        run.Finish();
        Assert.Equal(run.Arrived, run.Decided.Count);
        Assert.Equal(run.Decided.Count, run.Decided.Distinct().Count());
    }

    private sealed class Run
    {
        private const int Lanes = 3;
        private readonly Random _random;
        private readonly EdfPolicy _policy = new();
        private readonly bool[] _busy = new bool[Lanes];
        private readonly List<Decision> _decisions = [];
        private readonly MeasuredLatency _latency = new();
        private long _nowNs;

        public Run(Random random)
        {
            _random = random;
            _policy.OnPlan(new ServingPlan([new ServedModel("a", 4, _latency), new ServedModel("b", 1, _latency)], Lanes), 0, _decisions);
        }

        public int Arrived { get; private set; }

        public List<long> Decided { get; } = [];

        public void Step()
        {
            _nowNs += _random.Next(1_000);
            switch (_random.Next(3))
            {
                case 0:
                    Arrive();
                    break;
                case 1:
                    FinishOne();
                    break;
                default:
                    _policy.OnTime(_nowNs, _decisions);
                    break;
            }

            Take();
        }

        public void Finish()
        {
            while (_busy.Any(b => b))
            {
                FinishOne();
                Take();
            }
        }

        private void Arrive()
        {
            _policy.OnArrival(
                new ScheduledRequest
                {
                    Sequence = Arrived++,
                    Model = _random.Next(2),
                    Bucket = _random.Next(2),
                    ArrivalNs = _nowNs,
                    DeadlineNs = _nowNs + _random.Next(20_000),
                    Priority = _random.Next(4),
                },
                _nowNs,
                _decisions);
        }

        private void FinishOne()
        {
            var lane = Array.IndexOf(_busy, true);
            if (lane < 0)
                return;
            _busy[lane] = false;
            _latency.Observe(_random.Next(2), 1 + _random.Next(4), _random.Next(3_000));
            _policy.OnFinished(lane, _nowNs, _decisions);
        }

        private void Take()
        {
            foreach (var decision in _decisions)
            {
                if (decision.Dropped is { } dropped)
                    Decided.Add(dropped.Sequence);
                if (decision.Batch is not { } batch)
                    continue;
                Assert.False(_busy[decision.Lane]);
                _busy[decision.Lane] = true;
                Assert.True(batch.Count <= (batch[0].Model == 0 ? 4 : 1));
                Assert.Single(batch.Select(r => (r.Model, r.Bucket)).Distinct());
                Assert.All(batch, r => Assert.True(r.DeadlineNs >= _nowNs));
                Decided.AddRange(batch.Select(r => r.Sequence));
            }

            _decisions.Clear();
        }
    }
}

using Shepherd.Core.Clockwork;
using Shepherd.Core.Flex;
using Shepherd.Core.Nexus;
using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Core.Shepherd;
using Shepherd.Core.Symphony;
using Shepherd.Core.Triton;

namespace Shepherd.Simulator.Tests.Bounds;

public class PoliciesOptimumTests
{
    private const int Instances = 2_000;

    [Theory]
    [InlineData(PreemptionKind.None)]
    [InlineData(PreemptionKind.Restart)]
    [InlineData(PreemptionKind.Suspend)]
    public void Serve_RandomTinyInstance_NoPolicyBeatsTheOptimum(PreemptionKind kind)
    {
        var random = new SeededRandom(3);
        for (var i = 0; i < Instances; i++)
        {
            var instance = RandomInstance.Draw(random);
            var optimum = instance.Optimum(kind);
            foreach (var policy in Policies())
            {
                var answered = instance.Serve(policy, kind);
                Assert.True(answered <= optimum, $"{policy().GetType().Name}: {answered}, optimum {optimum}: {instance}");
            }
        }
    }

    private static IEnumerable<Func<ISchedulingPolicy>> Policies() =>
    [
        () => new EdfPolicy(),
        () => new FifoPolicy(),
        () => new FlexPolicy(),
        () => new FlexPolicy(new FlexOptions { Lambda = 1.01 }),
        () => new FlexPolicy(new FlexOptions { Batches = BatchGeneration.Literal }),
        () => new ShepherdPolicy(),
        () => new EdfPolicy { PreemptsByValue = true },
        () => new FifoPolicy { PreemptsByValue = true },
        () => new ClockworkPolicy { PreemptsByValue = true },
        () => new NexusPolicy { PreemptsByValue = true },
        () => new SymphonyPolicy { PreemptsByValue = true },
        () => new TritonPolicy { PreemptsByValue = true },
    ];
}

using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Core.Primitives;
using Shepherd.Simulator.Bounds;

namespace Shepherd.Simulator.Tests.Bounds;

public class PoliciesOptimumTests
{
    private const int Instances = 5_000;

    [Fact]
    public void Serve_RandomTinyInstance_NoPolicyBeatsTheOptimum()
    {
        var random = new SeededRandom(3);
        for (var i = 0; i < Instances; i++)
        {
            var instance = RandomInstance.Draw(random);
            var optimum = ExactOptimum.InSlo(instance.Models, instance.Requests, instance.Devices);
            foreach (var policy in Policies())
                Assert.True(instance.Serve(policy) <= optimum, $"{policy.GetType().Name} beats {optimum}: {instance}");
        }
    }

    /// <summary>Those that do not suspend.</summary>
    private static IEnumerable<ISchedulingPolicy> Policies() =>
    [
        new EdfPolicy(),
        new FifoPolicy(),
        new FlexPolicy(),
        new FlexPolicy(new FlexOptions { Lambda = 1.01 }),
        new FlexPolicy(new FlexOptions { Lambda = double.PositiveInfinity, Batches = BatchGeneration.Literal }),
    ];
}

using Shepherd.GpuWorker.Intake;

namespace Shepherd.GpuWorker.Tests.Intake;

public class IntakeGateTests
{
    [Fact]
    public void IsFull_AtEitherLimit_ClosesAndOpensOnlyBelowThreeQuarters()
    {
        var gate = new IntakeGate(recordsMax: 8, bytesMax: 1000);
        for (var i = 0; i < 8; i++)
            gate.Take(10);
        Assert.True(gate.IsFull);
        gate.Release(10);
        Assert.False(gate.IsFull);
        Assert.False(gate.HasRoom);
        gate.Release(10);
        Assert.True(gate.HasRoom);
        gate.Take(940);
        Assert.True(gate.IsFull);
    }
}

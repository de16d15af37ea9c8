using Shepherd.GpuWorker.Driving;

namespace Shepherd.GpuWorker.Tests.Driving;

public sealed class CoreAffinityTests
{
    [SkippableFact]
    public void Pin_OneOfTheProcessors_KeepsTheThreadAndNotTheOthersThere()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux pins threads");
        var before = CoreAffinity.Available();
        Assert.NotEmpty(before);
        IReadOnlyList<int> pinned = [];
        var thread = new Thread(() =>
        {
            CoreAffinity.Pin([before[^1]]);
            pinned = CoreAffinity.Available();
        });
        thread.Start();
        thread.Join();
        Assert.Equal([before[^1]], pinned);
        Assert.Equal(before, CoreAffinity.Available());
    }

    [SkippableFact]
    public void Pin_ProcessorThatIsNotThere_SaysWhich()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux pins threads");
        Exception? fault = null;
        var thread = new Thread(() => fault = Record.Exception(() => CoreAffinity.Pin([8000])));
        thread.Start();
        thread.Join();
        Assert.Contains("8000", Assert.IsType<InvalidOperationException>(fault).Message, StringComparison.Ordinal);
    }
}

using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Tests.Serving;

public sealed class WorkerOptionsTests
{
    [Fact]
    public void Lanes_TwoDevicesInThree_ShareTheCoresAndTheBudget()
    {
        var options = Options() with { Devices = ["cpu:0", "cpu:1"], LanesPerDevice = 3, SuspendBudgetBytes = 300 };
        Assert.Null(options.FindFault());
        Assert.Equal(6, options.Lanes.Count);
        Assert.All(options.Lanes, lane => Assert.Equal(Math.Max(1, Environment.ProcessorCount / 6), lane.Threads));
        Assert.Equal(100, options.SuspendBudgetPerLaneBytes);
    }

    [Fact]
    public void FindFault_GpuInLanes_SaysHowMpsDoesIt()
    {
        var fault = (Options() with { Devices = ["cpu:0", "cuda:1"], LanesPerDevice = 4 }).FindFault();
        Assert.Contains("'cuda:1'", fault, StringComparison.Ordinal);
        Assert.Contains("CUDA_MPS_ACTIVE_THREAD_PERCENTAGE=25", fault, StringComparison.Ordinal);
        Assert.Null((Options() with { Devices = ["cuda:1"] }).FindFault());
    }

    [Theory]
    [InlineData(0, null, "lanes per device: 0")]
    [InlineData(65, null, "lanes per device: 65")]
    [InlineData(1, 0, "threads per lane: 0")]
    public void FindFault_LanesOrThreadsOutOfRange_NamesThem(int lanes, int? threads, string message) =>
        Assert.Contains(message, (Options() with { LanesPerDevice = lanes, Threads = threads }).FindFault(), StringComparison.Ordinal);

    [Fact]
    public void FindFault_DeviceGivenTwice_NamesIt() =>
        Assert.Contains("'cpu:0' is given more than once", (Options() with { Devices = ["cpu:0", "cpu:0"] }).FindFault(), StringComparison.Ordinal);

    [Fact]
    public void FindFault_MorePinnedThreadsThanCores_SaysSo() =>
        Assert.Contains("cannot have cores of their own", (Options() with { Threads = 9000, PinsCores = true }).FindFault(), StringComparison.Ordinal);

    [Theory]
    [InlineData(900, 100, "lease: 0.9 s is not between")]
    [InlineData(700_000, 100, "lease: 700 s is not between")]
    [InlineData(1500, 500, "too short for heartbeats every 500 ms")]
    public void FindFault_LeaseOutOfRange_NamesIt(int leaseMs, int heartbeatMs, string message) =>
        Assert.Contains(message, (Options() with { LeaseTtl = TimeSpan.FromMilliseconds(leaseMs), HeartbeatInterval = TimeSpan.FromMilliseconds(heartbeatMs) }).FindFault(), StringComparison.Ordinal);

    private static WorkerOptions Options() => new() { Kafka = new KafkaOptions { BootstrapServers = "localhost:9092" }, Models = "models" };
}

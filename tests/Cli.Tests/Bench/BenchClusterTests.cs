using Shepherd.Cli.Bench.Load;
using Shepherd.Client;

namespace Shepherd.Cli.Tests.Bench;

public sealed class BenchClusterTests
{
    [Fact]
    public async Task Use_NoKafkaThere_NamesTheOptionThatBenchHas()
    {
        var fault = await Assert.ThrowsAsync<InferenceClientException>(() => BenchCluster.UseAsync("127.0.0.1:1", ["g"], TimeSpan.FromMilliseconds(100), CancellationToken.None));
        Assert.Contains("127.0.0.1:1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("check --kafka, ", fault.Message, StringComparison.Ordinal);
    }
}

using Microsoft.Extensions.Configuration;

namespace Shepherd.Ingest.Tests;

public sealed class IngestArgumentsTests
{
    [Fact]
    public void Expand_AllSwitches_OptionsHaveThem()
    {
        var options = Read("--bootstrap-server", "h:1", "--prefix", "x", "--urls", "http://127.0.0.1:9", "--kafka", "security.protocol=ssl", "--kafka", "a.b=c=d")!;

        Assert.Equal(("h:1", "x", "http://127.0.0.1:9"), (options.Kafka.BootstrapServers, options.Kafka.Topics.Prefix, options.Urls));
        Assert.Equal(("ssl", "c=d"), (options.Kafka.Properties["security.protocol"], options.Kafka.Properties["a.b"]));
        Assert.Null(options.FindFault());
    }

    [Fact]
    public void Expand_NothingButABroker_DefaultsStay()
    {
        var options = Read("--bootstrap-server", "h:1")!;

        Assert.Equal(("shepherd", IngestOptions.DefaultBodyBytesMax), (options.Kafka.Topics.Prefix, options.BodyBytesMax));
    }

    [Theory]
    [InlineData("--kafka")]
    [InlineData("--kafka", "nonsense")]
    [InlineData("--kafka", "=x")]
    public void Expand_KafkaWithoutSetting_SaysWhatItTakes(params string[] arguments) =>
        Assert.Contains("key=value", Assert.Throws<ArgumentException>(() => IngestArguments.Expand(arguments)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("not a url", "--urls")]
    [InlineData("ftp://x", "--urls")]
    public void FindFault_BadUrl_NamesIt(string url, string named) =>
        Assert.Contains(named, Read("--bootstrap-server", "h:1", "--urls", url)!.FindFault(), StringComparison.Ordinal);

    private static IngestOptions? Read(params string[] arguments) =>
        new ConfigurationBuilder().AddCommandLine(IngestArguments.Expand(arguments), IngestArguments.Switches).Build().GetSection("Shepherd").Get<IngestOptions>();
}

using System.CommandLine;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Commands;

public sealed class KafkaSettingsFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly HostOptions _options = new();
    private readonly RootCommand _command = new("test");

    public KafkaSettingsFileTests() => _options.AddTo(_command);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Kafka_File_GivesItsSettings()
    {
        File.WriteAllText(_file, "# who we are\nsasl.username = me \n\n  sasl.password=a=b#c\nssl.ca.location=/etc/ca.pem\r\n");
        var settings = Parse($"--kafka-file {_file}").Properties;
        Assert.Equal(["sasl.password=a=b#c", "sasl.username=me", "ssl.ca.location=/etc/ca.pem"], settings.Select(s => $"{s.Key}={s.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Kafka_FileAndOption_TakesTheOption()
    {
        File.WriteAllText(_file, "linger.ms=5\nsasl.username=me\n");
        var settings = Parse($"--kafka linger.ms=1 --kafka-file {_file} --kafka a=b=c").Properties;
        Assert.Equal(("1", "me", "b=c"), (settings["linger.ms"], settings["sasl.username"], settings["a"]));
    }

    [Theory]
    [InlineData("sasl.username=me\nhunter2hunter2", "line 2 is not key=value")]
    [InlineData("=hunter2hunter2", "line 1 is not key=value")]
    [InlineData("sasl.password=hunter1\n#\nsasl.password=hunter2hunter2", "line 3 sets what an earlier line has set")]
    public void Kafka_FaultyFile_TellsTheLineAndNotWhatItHolds(string content, string expected)
    {
        File.WriteAllText(_file, content);
        var fault = Assert.Throws<ArgumentException>(() => Parse($"--kafka-file {_file}"));
        Assert.StartsWith($"--kafka-file {_file}: {expected}", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kafka_NoSuchFile_NamesIt()
    {
        var fault = Assert.Throws<ArgumentException>(() => Parse("--kafka-file /no/such/file"));
        Assert.StartsWith("--kafka-file /no/such/file: it cannot be read", fault.Message, StringComparison.Ordinal);
    }

    private Schemas.Kafka.KafkaOptions Parse(string arguments) => _options.Kafka(_command.Parse($"--bootstrap-server a:1 {arguments}"));
}

using Shepherd.Hosting;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class HttpAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:9464")]
    [InlineData("localhost:0")]
    [InlineData("[::1]:80")]
    [InlineData("*:9464")]
    public void FindFault_Address_HasNone(string text) => Assert.Null(HttpAddress.FindFault(text));

    [Theory]
    [InlineData("9464")]
    [InlineData("127.0.0.1")]
    [InlineData("::1:80")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:80")]
    [InlineData("somewhere:80")]
    public void FindFault_Other_SaysWhatIsTaken(string text) => Assert.Contains("for example 127.0.0.1:9464", HttpAddress.FindFault(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("127.9.9.9:1", true)]
    [InlineData("localhost:1", true)]
    [InlineData("[::1]:1", true)]
    [InlineData("*:1", false)]
    [InlineData("0.0.0.0:1", false)]
    [InlineData("[::]:1", false)]
    [InlineData("10.0.0.7:1", false)]
    public void IsLoopback_Address_TellsWhoReachesIt(string text, bool expected) => Assert.Equal(expected, HttpAddress.IsLoopback(text));
}

using System.Net;
using Shepherd.Planner.Leadership;

namespace Shepherd.Planner.Tests.Leadership;

public class AdvertisedAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9470/", "127.0.0.1")]
    [InlineData("http://[fd00::7]:9470/", "[fd00::7]")]
    [InlineData("http://0.0.0.0:9470/", null)]
    [InlineData("http://[::]:9470/", null)]
    public void Listens_AtEveryAddress_TellsTheMachinesName(string at, string? host)
    {
        var advertised = new AdvertisedAddress();
        Assert.Null(advertised.Url);
        advertised.Listens(new Uri(at));
        Assert.Equal(new Uri($"http://{host ?? Dns.GetHostName()}:9470/"), advertised.Url);
    }
}

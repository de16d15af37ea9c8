using System.Net;
using System.Net.Sockets;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.Ingest.Tests;

public class IngestHostTests
{
    [Fact]
    public async Task RunAsync_PortTaken_SaysWhichAndWhatToDo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        await AssertCannotListenAsync(url, "address already in use");
    }

    [Fact]
    public Task RunAsync_AddressOfAnotherMachine_SaysWhichAndWhatToDo() => AssertCannotListenAsync("http://192.0.2.1:8000", "");

    private static async Task AssertCannotListenAsync(string url, string why)
    {
        // Nobody is there: the address is found out before Kafka is needed.
        var options = new IngestOptions { Kafka = new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, Urls = url };

        var thrown = await Assert.ThrowsAsync<IOException>(() => IngestHost.RunAsync(options).WaitAsync(Eventually.Patience));

        Assert.All([url, why, "--urls"], part => Assert.Contains(part, thrown.Message, StringComparison.OrdinalIgnoreCase));
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Tests.Driving;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Peers;

/// <summary>Certificates of one authority and of another, made for the test.</summary>
public sealed class PeerTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shepherd-peers-").FullName;
    private readonly SteppedModel _model = new(segments: 1);
    private PeerPair? _pair;

    public void Dispose()
    {
        _model.MayEnd.Release(1000);
        _pair?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Run_BothOfOneAuthority_IsAnswered()
    {
        using var authority = Authority("ca");
        Issue(authority, "lead");
        Issue(authority, "peer");
        _pair = new PeerPair(_model, configure: (options, isLead) => Secure(options, isLead ? "lead" : "peer", "ca"));
        var lane = _pair.Join();
        _model.MayEnd.Release();
        lane.Run([PeerPair.Item(0)]);
        Assert.NotNull(_pair.Take().Finished);
        Assert.Contains(_pair.LeadLog.Lines, l => l.Text.Contains("TLS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_OneOfAnotherAuthority_IsRefused(bool isLeadWrong)
    {
        using var authority = Authority("ca");
        using var other = Authority("other");
        Issue(isLeadWrong ? other : authority, "lead");
        Issue(isLeadWrong ? authority : other, "peer");
        _pair = new PeerPair(_model, configure: (options, isLead) => Secure(options, isLead ? "lead" : "peer", "ca"));
        await Eventually.BecomesTrueAsync(() => _pair.HasLogged("certificate") || _pair.HasLogged("authentication"), "it is told");
        Assert.Empty(_pair.Events);
    }

    [Fact]
    public async Task Connect_PlainLead_IsRefused()
    {
        using var authority = Authority("ca");
        Issue(authority, "peer");
        _pair = new PeerPair(_model, configure: (options, isLead) => isLead ? options : Secure(options, "peer", "ca"));
        await Eventually.BecomesTrueAsync(() => _pair.HasLogged("Peer peer at"), "it is told");
        Assert.Empty(_pair.Events);
    }

    [Theory]
    [InlineData("127.0.0.1:0", false, null)]
    [InlineData("localhost:7400", false, null)]
    [InlineData("0.0.0.0:7400", true, null)]
    [InlineData("0.0.0.0:7400", false, "--peers-plaintext")]
    [InlineData("7400", false, "host:port")]
    [InlineData("host:70000", false, "host:port")]
    public void FindFault_Listen_PlainBeyondThisMachineMustBeSaid(string listen, bool allows, string? named)
    {
        var options = new WorkerOptions { Kafka = new KafkaOptions { BootstrapServers = "b:1" }, Models = "m", Peers = new PeersOptions { Listen = listen, AllowsPlaintext = allows } };
        var fault = options.FindFault();
        if (named is null)
            Assert.Null(fault);
        else
            Assert.Contains(named, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void FindFault_CertificateAlone_AsksForTheRest() =>
        Assert.Contains("go together", new PeersOptions { Certificate = "c.pem" }.FindFault(), StringComparison.Ordinal);

    private PeersOptions Secure(PeersOptions options, string name, string authority) =>
        options with { Certificate = PathOf($"{name}.pem"), Key = PathOf($"{name}.key"), Authority = PathOf($"{authority}.pem") };

    private X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf($"{name}.pem"), certificate.ExportCertificatePem());
        return certificate;
    }

    private void Issue(X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(PathOf($"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private string PathOf(string file) => Path.Combine(_folder, file);
}

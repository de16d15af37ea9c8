using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Peers.Following;
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
        await Eventually.BecomesTrueAsync(() => _pair.LeadLog.HasWarned("Peer peer at") && _pair.PeerLog.HasWarned("is not let in"), "both tell it");
        Assert.Empty(_pair.Events);
        Assert.True(_pair.HasLogged($"its certificate (CN={(isLeadWrong ? "lead" : "peer")}, signed by CN=other) is not signed by the authority in --peers-ca {PathOf("ca.pem")}"));
        Assert.True(_pair.HasLogged("most likely its --peers-ca is of another authority"));
        Assert.False(_pair.HasLogged("RemoteCertificateValidationCallback"));
    }

    [Theory]
    [InlineData(false, "worker 'peer' takes only connections with TLS, and this worker was started without", "it comes without TLS, and this worker was started with:")]
    [InlineData(true, "it does not answer by TLS, and this worker was started with:", "it comes with TLS, and this worker was started without:")]
    public async Task Connect_OneIsPlain_BothTellTheCauseAndTheRemedy(bool isLeadTls, string leadSays, string peerSays)
    {
        using var authority = Authority("ca");
        Issue(authority, "own");
        _pair = new PeerPair(_model, configure: (options, isLead) => isLead == isLeadTls ? Secure(options, "own", "ca") : options);
        await Eventually.BecomesTrueAsync(() => _pair.LeadLog.HasWarned(leadSays) && _pair.PeerLog.HasWarned(peerSays), "both tell it");
        Assert.All(_pair.LeadLog.Lines.Concat(_pair.PeerLog.Lines).Where(l => l.Level >= LogLevel.Warning), l => Assert.Contains(PeerTransportException.AlikeRemedy, l.Text, StringComparison.Ordinal));
        Assert.Empty(_pair.Events);
    }

    [Fact]
    public void RefusalPace_TheSameComesAgain_IsToldNowAndThen()
    {
        var clock = new ManualClock();
        var pace = new RefusalPace(clock);
        Assert.True(pace.IsDue("a", "plain"));
        Assert.True(pace.IsDue("a", "foreign"));
        Assert.True(pace.IsDue("b", "plain"));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(pace.IsDue("a", "plain"));
        clock.Advance(RetryPace.TellAgainAfter);
        Assert.True(pace.IsDue("a", "plain"));
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

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shepherd.Ingest.Listening;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Listening;

public sealed class TlsTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shepherd-tls-");

    private string Certificate => Path.Combine(_folder.FullName, "cert.pem");

    private string Key => Path.Combine(_folder.FullName, "key.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Https_CertificateOfItsOwn_RestAndGrpcOnOneAddress()
    {
        WriteCertificate();
        await using var ingest = await IngestHarness.StartAsync(
            kafka, Responder.Echo, options => options with { Urls = "https://127.0.0.1:0", GrpcUrls = null, Tls = new TlsOptions(Certificate, Key) });
        await using var peer = GrpcPeer.Connect(ingest.Address.Authority, new { ca = Certificate });

        var live = await Curl.RunAsync(ingest.Url("/v2/health/live"), "--cacert", Certificate);
        var call = await peer.CallAsync("ModelInfer", new { model_name = "echo" });

        Assert.Equal(200, live.Status);
        Assert.True(call.Code == 0, call.Details);
    }

    [Fact]
    public void FindFault_HttpsWithoutACertificate_NamesTheOptions()
    {
        var options = new IngestOptions { Kafka = new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, Urls = "https://127.0.0.1:0" };

        Assert.Contains("--tls-cert", options.FindFault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_KeyOfAnother_NamesTheFiles()
    {
        WriteCertificate();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Key, other.ExportPkcs8PrivateKeyPem());

        var thrown = Assert.Throws<ArgumentException>(() => new TlsOptions(Certificate, Key).Load());

        Assert.All([Certificate, Key], file => Assert.Contains(file, thrown.Message, StringComparison.Ordinal));
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }
}

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Shepherd.GpuWorker.Peers;

/// <summary>
/// TLS between workers: each shows a certificate, and takes the other's where the given authority has signed it. Names are not compared: workers come and go under names and addresses that no
/// certificate foresees, so whom the authority signs is a worker.
/// </summary>
internal sealed class PeerTls : IDisposable
{
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _authority = [];

    /// <exception cref="ArgumentException">A file is not what it should be; the message names it.</exception>
    public PeerTls(PeersOptions options)
    {
        try
        {
            _own = X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key);
            _authority.ImportFromPemFile(options.Authority!);
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"--peers-cert {options.Certificate}, --peers-key {options.Key}, --peers-ca {options.Authority}: {e.Message}", e);
        }

        if (_authority.Count == 0)
            throw new ArgumentException($"--peers-ca {options.Authority}: there is no certificate in it");
    }

    /// <summary>Encrypts a connection that this worker made or took.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The other side shows no certificate that the authority has signed, or takes ours for none.</exception>
    public Stream Wrap(Stream plain, bool isLead)
    {
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        var isDone = false;
        try
        {
            if (isLead)
                stream.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = "shepherd-worker", ClientCertificates = [_own], RemoteCertificateValidationCallback = IsWorker });
            else
                stream.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificate = _own, ClientCertificateRequired = true, RemoteCertificateValidationCallback = IsWorker });
            isDone = true;
            return stream;
        }
        finally
        {
            if (!isDone)
                stream.Dispose();
        }
    }

    public void Dispose()
    {
        _own.Dispose();
        foreach (var certificate in _authority)
            certificate.Dispose();
    }

    private bool IsWorker(object sender, X509Certificate? certificate, X509Chain? shown, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authority);
        // An authority of one's own has seldom a list of what it revoked.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in shown?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var own = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(own);
    }
}

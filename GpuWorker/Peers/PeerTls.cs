using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
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
    private readonly string _authorityFile;

    /// <exception cref="ArgumentException">A file is not what it should be; the message names it.</exception>
    public PeerTls(PeersOptions options)
    {
        _authorityFile = options.Authority!;
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
    /// <exception cref="PeerTransportException">The other side shows no certificate that the authority has signed, or takes ours for none, or knows no TLS.</exception>
    public Stream Wrap(Stream plain, bool isLead)
    {
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        var (isDone, wasShown, fault) = (false, false, (string?)null);
        bool IsWorker(object sender, X509Certificate? certificate, X509Chain? shown, SslPolicyErrors errors)
        {
            (wasShown, fault) = (true, FindFault(certificate, shown));
            return fault is null;
        }

        try
        {
            if (isLead)
                stream.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = "shepherd-worker", ClientCertificates = [_own], RemoteCertificateValidationCallback = IsWorker });
            else
                stream.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificate = _own, ClientCertificateRequired = true, RemoteCertificateValidationCallback = IsWorker });
            isDone = true;
            return stream;
        }
        catch (Exception e) when (fault is not null || IsHangUp(e))
        {
            throw new PeerTransportException(
                fault ?? (isLead && !wasShown ? $"it does not answer by TLS, and this worker was started with: {PeerTransportException.AlikeRemedy}" : NotTaken),
                e);
        }
        finally
        {
            if (!isDone)
                stream.Dispose();
        }
    }

    /// <summary>Why the other side hangs up once it has seen this worker's certificate: in TLS 1.3 each end is done before the other has judged.</summary>
    public string NotTaken =>
        $"it hung up when it saw this worker's certificate ({Describe(_own)}); most likely its --peers-ca is of another authority: give all workers of a cluster certificates of one";

    /// <summary>What a connection that ended before both had greeted most likely ended by, or null.</summary>
    public string? FindRefusal(Exception end) => IsHangUp(end) ? NotTaken : null;

    public void Dispose()
    {
        _own.Dispose();
        foreach (var certificate in _authority)
            certificate.Dispose();
    }

    /// <summary>Says why whoever shows a certificate is taken for no worker, or null.</summary>
    private string? FindFault(X509Certificate? certificate, X509Chain? shown)
    {
        if (certificate is null)
            return "it shows no certificate: give it --peers-cert, --peers-key and --peers-ca";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authority);
        // An authority of one's own has seldom a list of what it revoked.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in shown?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var own = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        if (chain.Build(own))
            return null;
        return Array.TrueForAll(chain.ChainStatus, s => s.Status == X509ChainStatusFlags.NotTimeValid)
            ? FormattableString.Invariant($"its certificate ({Describe(own)}) is valid from {own.NotBefore:u} to {own.NotAfter:u}, or its authority's is not valid now: issue a new one, or set the clock right")
            : $"its certificate ({Describe(own)}) is not signed by the authority in --peers-ca {_authorityFile}: give all workers of a cluster certificates of one";
    }

    private static string Describe(X509Certificate2 certificate) => $"{certificate.Subject}, signed by {certificate.Issuer}";

    /// <summary>The other side ended it or spoke otherwise; silence is something else.</summary>
    private static bool IsHangUp(Exception e) => e is AuthenticationException || (e is IOException && e.InnerException is not SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock });
}

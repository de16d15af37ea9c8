using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Shepherd.Ingest.Listening;

/// <summary>A certificate with its chain, read once.</summary>
internal sealed class TlsCertificate
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _chain = [];

    /// <exception cref="ArgumentException">A file cannot be read, or the two do not belong together.</exception>
    internal TlsCertificate(TlsOptions options)
    {
        try
        {
            _certificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
            _chain.ImportFromPemFile(options.CertificateFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArgumentException($"--tls-cert {options.CertificateFile} and --tls-key {options.KeyFile} cannot be used: {e.Message}", e);
        }
    }

    internal void Apply(HttpsConnectionAdapterOptions https) => (https.ServerCertificate, https.ServerCertificateChain) = (_certificate, _chain);
}

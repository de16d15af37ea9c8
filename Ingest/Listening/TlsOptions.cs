namespace Shepherd.Ingest.Listening;

/// <summary>The front's certificate, as PEM files.</summary>
/// <param name="CertificateFile">The certificate, and after it those that lead to its authority.</param>
/// <param name="KeyFile">Its private key.</param>
public sealed record TlsOptions(string CertificateFile, string KeyFile)
{
    /// <exception cref="ArgumentException">A file cannot be read, or the two do not belong together.</exception>
    internal TlsCertificate Load() => new(this);
}

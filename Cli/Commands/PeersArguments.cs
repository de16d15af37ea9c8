using System.CommandLine;
using Shepherd.GpuWorker.Peers;

namespace Shepherd.Cli.Commands;

/// <summary>How a worker is reached by the other workers of its serving group.</summary>
internal sealed class PeersArguments
{
    private readonly Option<string?> _listen = new("--peers-listen") { Description = "Where a lead reaches this worker's devices, such as 0.0.0.0:7400; port 0: any free one (default: nowhere)", HelpName = "host:port" };
    private readonly Option<string?> _advertise = new("--peers-advertise") { Description = "What other workers connect to, where that differs", HelpName = "host[:port]" };
    private readonly Option<string?> _certificate = new("--peers-cert") { Description = "This worker's certificate, PEM; with --peers-key and --peers-ca, connections between workers are mutual TLS", HelpName = "file" };
    private readonly Option<string?> _key = new("--peers-key") { Description = "The certificate's key, PEM", HelpName = "file" };
    private readonly Option<string?> _authority = new("--peers-ca") { Description = "Who signs the workers' certificates, PEM; it should sign nothing else", HelpName = "file" };
    private readonly Option<bool> _plaintext = new("--peers-plaintext") { Description = "Without TLS beyond this machine: only where the network itself is trusted" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _listen, _advertise, _certificate, _key, _authority, _plaintext })
            command.Add(option);
    }

    public PeersOptions Options(ParseResult parsed) => new()
    {
        Listen = parsed.GetValue(_listen),
        Advertise = parsed.GetValue(_advertise),
        Certificate = parsed.GetValue(_certificate),
        Key = parsed.GetValue(_key),
        Authority = parsed.GetValue(_authority),
        AllowsPlaintext = parsed.GetValue(_plaintext),
    };
}

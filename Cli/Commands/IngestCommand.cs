using System.CommandLine;
using Shepherd.Ingest;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd ingest</c>: the front for programs.</summary>
internal static class IngestCommand
{
    private const string On = "on";
    private const string Off = "off";
    private const int AnswerTtlSMax = 86_400;
    private const int BodyBytesMaxMax = 256 * 1024 * 1024;

    internal static Command Create()
    {
        var (host, access) = (new HostOptions(), new IngestAccessOptions());
        var urls = new Option<string>("--urls") { Description = "Addresses of REST, separated by ';'; with a certificate https, where gRPC is served too", DefaultValueFactory = _ => "http://127.0.0.1:8000" };
        var grpcUrls = new Option<string?>("--grpc-urls") { Description = "Addresses of gRPC in the clear, such as http://127.0.0.1:8001", HelpName = "url" };
        var bodyBytes = NumberOption.Create("--body-bytes-max", "Longest request body, bytes", IngestOptions.DefaultBodyBytesMax, min: 1, BodyBytesMaxMax);
        var admission = ChoiceOption.Create("--admission", "Refuse requests at once that cannot be done by their deadline, by what workers say of their queues", On, Off);
        var answerTtl = NumberOption.Create("--answer-ttl", "Seconds that answers of asynchronous requests are kept", 300, min: 1, AnswerTtlSMax);
        var command = new Command("ingest", "Runs the front for programs: Open Inference Protocol v2 over REST and gRPC") { urls, grpcUrls, bodyBytes, admission, answerTtl };
        access.AddTo(command);
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop => IngestHost.RunAsync(
                access.Apply(parsed, new IngestOptions
                {
                    Kafka = host.Kafka(parsed),
                    Urls = parsed.GetValue(urls)!,
                    GrpcUrls = parsed.GetValue(grpcUrls),
                    BodyBytesMax = parsed.GetValue(bodyBytes),
                    Admission = parsed.GetValue(admission) == On,
                    AnswerTtl = TimeSpan.FromSeconds(parsed.GetValue(answerTtl)),
                }),
                stop),
            cancellationToken));
        return command;
    }
}

using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Dev;

var home = HomeFolders.Find();
var root = new RootCommand("Shepherd: DNN inference over Kafka with latency promises")
{
    DemoCommand.Create(OpenAsync, home),
    DevCommand.Create(home),
    OcrCommand.Create(OpenAsync, home),
    WorkerCommand.Create(home),
    PlannerCommand.Create(),
    IngestCommand.Create(),
    BrokerCommand.Create(),
    SimulateCommand.Create(),
};

// A worker drains for up to 25 s after SIGTERM; ending it sooner would only make its successor repeat work.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
return await root.Parse(args).InvokeAsync(invocation);

async Task<ICluster> OpenAsync(ClusterRequest request, CancellationToken cancellationToken) => request.BootstrapServers is { } servers
    ? await RunningCluster.OpenAsync(servers, cancellationToken)
    : await DevCluster.StartAsync(new DevOptions(home.Models, home.NewLogFolder(), request.Workers), request.Say, (_, _) => { }, cancellationToken);

using System.CommandLine;
using System.CommandLine.Help;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Dev;
using Shepherd.Onnx;

OrtTelemetry.Off();
var home = HomeFolders.Find();
// Not a RootCommand: that takes its name from the file, and help would tell users to call the DLL.
var root = new Command("shepherd", "Shepherd: DNN inference over Kafka with latency promises")
{
    new HelpOption { Recursive = true },
    new VersionOption(),
    DemoCommand.Create(OpenAsync, home),
    DevCommand.Create(home),
    OcrCommand.Create(OpenAsync, home),
    WorkerCommand.Create(home),
    PlannerCommand.Create(),
    IngestCommand.Create(),
    BrokerCommand.Create(),
    SimulateCommand.Create(),
    EstimateCommand.Create(),
    new Command("bench", "Measures this machine")
    {
        BenchPipelineCommand.Create(home), BenchIngestCommand.Create(home), BenchEfficiencyCommand.Create(home), BenchSoakCommand.Create(home), BenchPoisonCommand.Create(home), BenchPreemptionCommand.Create(home), BenchGoodputCommand.Create(home), BenchGroupCommand.Create(home), BenchHandOverCommand.Create(home), BenchShiftCommand.Create(home), BenchFleetCommand.Create(home), BenchHopCommand.Create(), BenchRawCommand.Create(), BenchWorkersCommand.Create(),
    },
    PlanCommand.Create(),
    StatusCommand.Create(),
    DecisionsCommand.Create(),
    TraceCommand.Create(),
    ModelsCommand.Create(home),
    ProfileCommand.Create(home),
    // The launcher runs it and never comes here; named so that the help is complete.
    new Command("test", "Builds and runs every test; further arguments go to 'dotnet test'"),
};

foreach (var command in OperatorCommands.Create())
    root.Add(command);

// A worker drains for up to 25 s after SIGTERM; ending it sooner would only make its successor repeat work.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
return await CommandLine.InvokeAsync(root, args, invocation);

async Task<ICluster> OpenAsync(ClusterRequest request, CancellationToken cancellationToken) => request.BootstrapServers is { } servers
    ? await RunningCluster.OpenAsync(servers, cancellationToken)
    : await DevCluster.StartAsync(new DevOptions(home.Models, home.NewLogFolder(), request.Workers) { WorkerArguments = request.WorkerArguments }, request.Say, (_, _) => { }, cancellationToken);

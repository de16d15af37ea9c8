using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Dev;

/// <summary>What a development cluster is made of.</summary>
/// <param name="Models">Root of the model repository.</param>
/// <param name="LogFolder">Each process writes its log there.</param>
/// <param name="Workers">Number of workers.</param>
internal sealed record DevOptions(string Models, string LogFolder, int Workers)
{
    /// <summary>A running Kafka, its topics named by <see cref="Prefix"/> and made where they are missing; null: an embedded broker in a process of its own.</summary>
    public KafkaOptions? Kafka { get; init; }

    /// <summary>Number of planners, of which one leads. A single one is called <c>planner</c>, several <c>planner-1</c> and so on.</summary>
    public int Planners { get; init; } = 1;

    /// <summary>Further arguments of each worker.</summary>
    public IReadOnlyList<string> WorkerArguments { get; init; } = [];

    /// <summary>Further arguments of each planner.</summary>
    public IReadOnlyList<string> PlannerArguments { get; init; } = [];

    /// <summary>First part of every topic name.</summary>
    public string Prefix { get; init; } = "shepherd";

    /// <summary>Port of the HTTP front; 0: any free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>Port of gRPC in the clear; 0: any free one.</summary>
    public int GrpcPort { get; init; }

    /// <summary>Port of the first planner's HTTP; 0: any free one.</summary>
    public int PlannerPort { get; init; }

    /// <summary>How long the cluster may take to become ready: loading and warming the models of several workers on few cores.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(90);
}

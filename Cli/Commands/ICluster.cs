using Shepherd.Client;

namespace Shepherd.Cli.Commands;

/// <summary>Workers behind a Kafka, ready to be asked. Disposing it ends the processes that were started for it.</summary>
internal interface ICluster : IAsyncDisposable
{
    Task<IInferenceClient> ConnectAsync(CancellationToken cancellationToken);
}

/// <summary>What cluster a command wants.</summary>
/// <param name="BootstrapServers">A running one, <c>host:port[,host:port…]</c>; null: start one for this command.</param>
/// <param name="Workers">GPU workers of one that is started.</param>
/// <param name="Say">Takes a line of progress for people.</param>
internal sealed record ClusterRequest(string? BootstrapServers, int Workers, Action<string> Say)
{
    /// <summary>Further arguments of the workers that are started.</summary>
    public IReadOnlyList<string> WorkerArguments { get; init; } = [];
}

/// <summary>Opens a cluster and returns when its workers serve.</summary>
internal delegate Task<ICluster> OpenCluster(ClusterRequest request, CancellationToken cancellationToken);

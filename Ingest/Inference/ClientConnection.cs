using Shepherd.Client;
using Shepherd.Client.Cluster;

namespace Shepherd.Ingest.Inference;

/// <summary>Keeps trying until Kafka is there, then holds the client; fails, and so ends the host, when results or the cluster's state can no longer be read.</summary>
internal sealed partial class ClientConnection(IngestOptions options, ClusterReader cluster, ILoggerFactory loggers, TimeProvider clock) : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger<ClientConnection>();
    private volatile InferenceClient? _client;

    /// <summary>The client; null until connected.</summary>
    internal InferenceClient? Client => _client;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_client is { } client)
            await client.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var client = new InferenceClientOptions
        {
            Source = "/shepherd/ingest/" + Environment.MachineName,
            InFlightRequestsMax = options.InFlightRequestsMax,
            InFlightBytesMax = options.InFlightBytesMax,
            LoggerFactory = loggers,
            Clock = clock,
        };
        while (_client is null)
        {
            try
            {
                _client = await InferenceClient.ConnectAsync(options.Kafka, client, stoppingToken);
                LogConnected(options.Kafka.BootstrapServers, _client.Models.Count);
            }
            catch (InferenceClientException exception)
            {
                LogNotConnected(exception.Message);
            }
        }

        await Task.WhenAny(_client.Completion, cluster.Completion).Unwrap().WaitAsync(stoppingToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Connected to Kafka at {Servers}; models in the catalog: {Models}")]
    private partial void LogConnected(string servers, int models);

    [LoggerMessage(2, LogLevel.Warning, "Not connected yet, requests are answered 503: {Reason}")]
    private partial void LogNotConnected(string reason);
}

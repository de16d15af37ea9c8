using System.Reflection;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Inference;

namespace Shepherd.Ingest.Health;

/// <summary>What the front says of itself.</summary>
internal sealed class ServerFacts(ClientConnection connection, ClusterReader cluster)
{
    internal const string Name = "shepherd";

    internal static readonly string Version =
        typeof(ServerFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Of the protocol, by the names that others gave them where there are some.</summary>
    internal static readonly IReadOnlyList<string> Extensions = ["binary_tensor_data", "schedule_policy", "async_requests", "result_events"];

    /// <summary>Why it is not ready, or null. Ready means that work flows: connected, and every request partition is consumed by a live worker.</summary>
    internal async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        var status = await cluster.GetStatusAsync(cancellationToken);
        return connection.Client is null ? "not connected to Kafka yet" : status.Reason.Length > 0 ? status.Reason : null;
    }
}

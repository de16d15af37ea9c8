namespace Shepherd.Planner.Cluster;

/// <summary>Knows the request topics of model groups: Kafka in production.</summary>
internal interface ITopicCounter
{
    /// <summary>Creates the group's topics where they are missing, and counts. May take long, and blocks the calling thread, which is to be no other's.</summary>
    /// <returns>Partitions of the request topic; null: it is not there, or nobody says.</returns>
    Task<int?> CountAsync(string group);
}

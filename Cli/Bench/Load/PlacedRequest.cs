using Shepherd.Schemas;

namespace Shepherd.Cli.Bench.Load;

/// <summary>A request that is to be sent to a certain partition at a certain instant.</summary>
/// <param name="DueNs">Since the load began.</param>
/// <param name="Group">Index of its model group.</param>
/// <param name="Partition">Of the group's request topic.</param>
internal readonly record struct PlacedRequest(long DueNs, int Group, int Partition);

/// <summary>One result as it was read.</summary>
/// <param name="Number">Of the request, counted from 0 as they were sent.</param>
/// <param name="AtNs">Since the load began.</param>
/// <param name="Worker">Who published it.</param>
/// <param name="Epoch">Under which plan.</param>
/// <param name="IsOk">It was answered OK.</param>
internal readonly record struct PlacedAnswer(int Number, long AtNs, string Worker, Epoch Epoch, bool IsOk);

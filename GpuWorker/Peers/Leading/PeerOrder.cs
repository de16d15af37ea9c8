using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers.Wire;

namespace Shepherd.GpuWorker.Peers.Leading;

/// <summary>What a lead sends next.</summary>
/// <param name="Header">The frame; of a batch its length and number are filled in when it is written.</param>
/// <param name="Batch">Of <see cref="FrameKind.Run"/>.</param>
internal readonly record struct PeerOrder(FrameHeader Header, WorkItem[]? Batch = null);

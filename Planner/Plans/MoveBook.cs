using Shepherd.Core.HandOver;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>Times the steps of every move from what the planner sees, and makes one decision of each that ends. Single-threaded.</summary>
/// <param name="planner">Name of the planner.</param>
internal sealed class MoveBook(string planner)
{
    private readonly SortedDictionary<GroupPartition, Move> _moves = [];

    /// <summary>Moves under way.</summary>
    public int Count => _moves.Count;

    /// <summary>Begins anew: another planner led meanwhile.</summary>
    public void Clear() => _moves.Clear();

    /// <summary>Looks at all partitions.</summary>
    /// <param name="phases">Of one step.</param>
    /// <param name="epoch">The plan in force.</param>
    /// <param name="reason">Why, of moves that begin now.</param>
    /// <param name="now">By the planner's clock.</param>
    /// <returns>A decision of each move that ended.</returns>
    public IReadOnlyList<DecisionRecord> Follow(IReadOnlyList<PartitionPhase> phases, Epoch epoch, string reason, DateTimeOffset now)
    {
        var ended = new List<DecisionRecord>();
        foreach (var phase in phases)
        {
            if (phase.Phase == HandOverPhase.Stable)
            {
                if (_moves.Remove(phase.Partition, out var done) && phase.To is not null && done.From != phase.To)
                    ended.Add(End(done, phase, epoch, now));
                continue;
            }

            // An owner that goes on where it was after its lease had lapsed moves nothing.
            if (!_moves.TryGetValue(phase.Partition, out var move))
            {
                if (phase.Reason is HandOverReason.Renewed or HandOverReason.Paused || (phase.From == phase.To && phase.Phase == HandOverPhase.Assigning))
                    continue;
                _moves.Add(phase.Partition, move = new Move(phase.From ?? "", reason));
            }

            if (move.Events.Count == 0 || move.Events[^1].What != Word(phase.Phase))
                move.Events.Add(new TraceEvent(now, Word(phase.Phase), phase.To ?? ""));
        }

        return ended;
    }

    private DecisionRecord End(Move move, PartitionPhase phase, Epoch epoch, DateTimeOffset now)
    {
        move.Events.Add(new TraceEvent(now, "serving", phase.To!));
        return new DecisionRecord(DecisionKind.Move, now, planner, epoch, move.Reason)
        {
            Group = phase.Partition.Group,
            Partition = phase.Partition.Number,
            From = move.From,
            To = phase.To!,
            Events = move.Events,
            ActualMs = (now - move.Events[0].At).TotalMilliseconds,
        };
    }

    private static string Word(HandOverPhase phase) => phase switch
    {
        HandOverPhase.Preparing => "prepare",
        HandOverPhase.Revoking => "revoke",
        _ => "assign",
    };

    private sealed record Move(string From, string Reason)
    {
        public List<TraceEvent> Events { get; } = [];
    }
}

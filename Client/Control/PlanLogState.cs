using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Client.Control;

/// <summary>The plan topic as read so far: written by one thread, read by any.</summary>
internal sealed class PlanLogState
{
    private readonly PlanFence _fence = new();
    private volatile PlanLogView _view = new(null, null);

    internal PlanLogView View => _view;

    /// <summary>Takes a record in the order of the log.</summary>
    /// <returns>True when it changed anything.</returns>
    /// <exception cref="CodecException">It cannot be read; it changes nothing.</exception>
    internal bool Take(string? key, ReadOnlyMemory<byte> value, long offset)
    {
        // Compaction's way to delete: what the leader has no more use for.
        if (value.IsEmpty)
            return false;
        if (key == PlanKeys.Claim)
        {
            var claim = ControlCodec.Decode<ClaimRecord>(value);
            if (!_fence.Claim(claim.TermAt(offset)))
                return false;
            _view = _view with { Claim = new PlanClaim(claim, offset) };
            return true;
        }

        var plan = ControlCodec.Decode<PlanRecord>(value);
        if (!_fence.Plan(plan.Epoch))
            return false;
        _view = _view with { Plan = plan };
        return true;
    }
}

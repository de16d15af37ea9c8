using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine.Checks;

/// <summary>A batch as it was dispatched: the policy's list, and who was in it then.</summary>
internal sealed class BookedBatch(IReadOnlyList<ScheduledRequest> batch, bool isSegmented)
{
    private readonly ScheduledRequest[] _members = [.. batch];

    public IReadOnlyList<ScheduledRequest> Batch => batch;

    public IReadOnlyList<ScheduledRequest> Members => _members;

    public bool IsSegmented => isSegmented;

    public int Model => _members[0].Model;

    /// <summary>The policy has touched the list, which belongs to the lane until the batch ends.</summary>
    public bool HasChanged()
    {
        var same = batch.Count == _members.Length;
        for (var i = 0; same && i < _members.Length; i++)
            same = ReferenceEquals(batch[i], _members[i]);
        return !same;
    }
}

/// <summary>What a lane should be doing by the decisions and events so far.</summary>
internal sealed class LaneBook
{
    public BookedBatch? Running { get; set; }

    /// <summary>How what runs is to be stopped; null where it is not.</summary>
    public DecisionVerb? Stopping { get; set; }

    public List<BookedBatch> Suspended { get; } = [];
}

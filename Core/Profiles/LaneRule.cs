namespace Shepherd.Core.Profiles;

/// <summary>How a batch slows down on a share of a device.</summary>
public enum LaneRule
{
    /// <summary>
    /// The part of l(b) that grows with the batch fills the device and takes K times as long on 1 ÷ K of it; the rest (launches, the critical path) does not need the whole device and stays
    /// as it is.
    /// </summary>
    Line,

    /// <summary>Everything takes K times as long: as though a batch of one filled the device. Sharing then gains nothing, the most cautious reading.</summary>
    Proportional,
}

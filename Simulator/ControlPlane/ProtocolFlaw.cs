namespace Shepherd.Simulator.ControlPlane;

/// <summary>Ways to break the protocol, one at a time: each must be caught, or the checks hold nothing.</summary>
internal enum ProtocolFlaw
{
    /// <summary>The protocol as it is.</summary>
    None,

    /// <summary>A partition goes to its new owner whether or not the old one has let go.</summary>
    AssignBeforeRelease,

    /// <summary>Readers take plans of any term: claims mean nothing.</summary>
    IgnoreFence,

    /// <summary>A worker publishes and commits though its lease has run out.</summary>
    ServeWithoutLease,

    /// <summary>A partition is taken from its owner before the next one has the models.</summary>
    RevokeBeforeWarm,

    /// <summary>A worker whose lease had lapsed goes on under the plan that it knows, which was given away meanwhile.</summary>
    ResumeUnderOldPlan,

    /// <summary>A planner takes heartbeats that it has not read for heartbeats that were not written.</summary>
    TrustOwnEars,

    /// <summary>A commit is sent in the last moment of the lease, and arrives after it.</summary>
    CommitToTheLast,

    /// <summary>A worker that is told to let go says that it has before its answers are committed.</summary>
    ReleaseUncommitted,
}

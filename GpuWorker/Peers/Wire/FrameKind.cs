namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>What a frame says. Numbers are the protocol's: new ones are added at the end.</summary>
internal enum FrameKind : byte
{
    /// <summary>Lead: who it is and under which epoch; the first frame.</summary>
    Hello = 1,

    /// <summary>Peer: its lanes, models and credit; answers <see cref="Hello"/>.</summary>
    Welcome,

    /// <summary>Peer: a batch or the lead itself is refused; the text says why. The lead runs the batch elsewhere.</summary>
    Refused,

    /// <summary>Lead: a batch for a lane. Stretch: a new number. Number: bytes before the tensors' own.</summary>
    Run,

    /// <summary>Lead: go on with a suspended batch. Stretch: a new number. Number: the stretch that the batch was first run by.</summary>
    Resume,

    /// <summary>Lead: stop the stretch at its next exit point. Flag: 1 to keep what was done, else 0.</summary>
    Stop,

    /// <summary>Lead: give up a suspended batch. Number: the stretch that it was first run by.</summary>
    Discard,

    /// <summary>Peer: outcomes of some requests of the stretch. Flag: 1 where they failed. Number: bytes before the tensors' own.</summary>
    Answers,

    /// <summary>Peer: the stretch ended, and its answers came before. Flag: 1 where the time says something about the model. Number: nanoseconds on the lane, all stretches together.</summary>
    Finished,

    /// <summary>Peer: the stretch was stopped. Flag: 1 where the batch is kept. Number: as of <see cref="Finished"/>.</summary>
    Preempted,

    /// <summary>Peer: so many bytes more may be sent. Number: bytes.</summary>
    Credit,

    /// <summary>Peer: it takes no further batch.</summary>
    Draining,

    /// <summary>Lead: it lives.</summary>
    Ping,

    /// <summary>Peer: so does it.</summary>
    Pong,
}

namespace Shepherd.Core.Shepherd;

/// <summary>How <see cref="ShepherdPolicy"/> decides where no one rule is the best for every workload: which does better depends on load, bursts and the mix of models.</summary>
public enum ShepherdMode
{
    /// <summary>The largest feasible batches; of the queues that there is time for, the one that must start first. Best while all just fits, and followed until another leads.</summary>
    Pressing,

    /// <summary>The largest feasible batches; of the queues that there is time for, the one due first. Better in bursts of many models: what takes long is started later, and more of what is short is answered.</summary>
    Largest,

    /// <summary>Batches that the most urgent request of a queue still makes: none is passed over, so it does better while bursts of many models drain in time, and far worse once they do not.</summary>
    Heads,

    /// <summary>As <see cref="Pressing"/>, but batches are not cut into segments, which is worth its 2 % where lanes are nearly full and nothing needs suspending.</summary>
    Whole,

    /// <summary>Earliest deadline first, whatever a lane's time earns with it, and no segments: hard to beat in the overload of many models that differ little in cost.</summary>
    Deadlines,
}

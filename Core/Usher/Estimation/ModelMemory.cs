namespace Shepherd.Core.Usher.Estimation;

/// <summary>Memory of a model on a device.</summary>
/// <param name="WeightBytes">What stays while it is resident.</param>
/// <param name="WorkBytes">What a running batch needs beside that, at its peak.</param>
public sealed record ModelMemory(long WeightBytes, AffineCost WorkBytes)
{
    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault() => WeightBytes < 0 || !WorkBytes.IsSound ? $"{WeightBytes} bytes of weights and {WorkBytes.Fixed} + {WorkBytes.PerItem} a request at work: they must be numbers, 0 or more" : null;
}

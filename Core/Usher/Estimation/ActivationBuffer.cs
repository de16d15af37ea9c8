namespace Shepherd.Core.Usher.Estimation;

/// <summary>Memory of one activation while a batch runs.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="From">Operator that writes it; 0 for an input of the model.</param>
/// <param name="To">Last operator that reads it; the last of all for an output of the model.</param>
public sealed record ActivationBuffer(AffineCost Bytes, int From, int To);

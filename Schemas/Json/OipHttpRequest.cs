namespace Shepherd.Schemas.Json;

/// <summary>A request as HTTP carries it.</summary>
/// <param name="Request">The request, without the parameters that only steer the transport. Tensors sent as raw bytes are slices of the body.</param>
/// <param name="BinaryOutputs">Which outputs the client wants as raw bytes.</param>
public sealed record OipHttpRequest(InferenceRequest Request, OipBinaryOutputs BinaryOutputs);

using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Benchmarks.Estimator;

/// <summary>One published measurement of a model whose architecture is known.</summary>
/// <param name="Stack">What ran it: <c>tensorrt</c>, <c>onnxruntime</c> or <c>pytorch</c>.</param>
/// <param name="Model">Its name.</param>
/// <param name="Device">Type of device.</param>
/// <param name="Precision">What it computed in.</param>
/// <param name="Batch">Batch size.</param>
/// <param name="MeasuredNs">Mean latency.</param>
/// <param name="Source">Who measured.</param>
internal sealed record TableRow(string Stack, string Model, DeviceSpec Device, Precision Precision, int Batch, double MeasuredNs, string Source);

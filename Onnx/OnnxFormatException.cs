namespace Shepherd.Onnx;

/// <summary>Bytes that are no ONNX model, or one that is broken off or damaged.</summary>
/// <param name="message">What is wrong, and where.</param>
public sealed class OnnxFormatException(string message) : FormatException(message);

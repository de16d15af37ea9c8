using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>How a picture travels: element = (wire × <see cref="Scale"/> − mean) / std, per channel of the model.</summary>
/// <param name="Datatype">UINT8 or FP32.</param>
/// <param name="ChannelsLast">True: height, width, channels. False: channels, height, width, as the graph has it.</param>
/// <param name="Channels">For each channel of the model, the channel of the wire that it is: a permutation.</param>
/// <param name="Scale">Factor.</param>
/// <param name="Mean">Per channel of the model.</param>
/// <param name="Std">Per channel of the model.</param>
internal sealed record WireConfig(
    TensorDatatype Datatype,
    bool ChannelsLast,
    IReadOnlyList<int> Channels,
    double Scale,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Std);

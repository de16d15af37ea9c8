using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tensors;

/// <summary>Turns a picture of UINT8 or FP32, HWC or CHW, into FP32 planes: reordered, scaled, normalised and padded in one pass.</summary>
internal sealed class PictureGather : ItemGather
{
    private readonly bool _bytes;
    private readonly bool _channelsLast;
    private readonly int _channels;
    private readonly float _pad;

    /// <summary>Per channel of the wire: the plane it goes to.</summary>
    private readonly int[] _planes;

    /// <summary>Per channel of the wire: (x · scale − mean) / std as x · factor + offset.</summary>
    private readonly Affine[] _affines;

    public PictureGather(WireConfig wire, float pad)
    {
        _bytes = wire.Datatype == TensorDatatype.UInt8;
        _channelsLast = wire.ChannelsLast;
        _channels = wire.Channels.Count;
        _pad = pad;
        _planes = new int[_channels];
        _affines = new Affine[_channels];
        for (var plane = 0; plane < _channels; plane++)
        {
            _planes[wire.Channels[plane]] = plane;
            _affines[wire.Channels[plane]] = new Affine((float)(wire.Scale / wire.Std[plane]), (float)(-wire.Mean[plane] / wire.Std[plane]));
        }
    }

    public override void Gather(ReadOnlySpan<byte> wire, ReadOnlySpan<long> extents, ReadOnlySpan<long> padded, Span<byte> slot)
    {
        var picture = new Extent((int)extents[1], (int)extents[2]);
        var bucket = new Extent((int)padded[1], (int)padded[2]);
        var planes = MemoryMarshal.Cast<byte, float>(slot);
        if (_bytes)
            GatherRows(wire, picture, bucket, planes);
        else
            GatherRows(MemoryMarshal.Cast<byte, float>(wire), picture, bucket, planes);
        FillEdges(picture, bucket, planes);
    }

    private void GatherRows<T>(ReadOnlySpan<T> wire, Extent picture, Extent bucket, Span<float> planes)
        where T : unmanaged
    {
        for (var y = 0; y < picture.Height; y++)
        {
            if (_channelsLast && _channels == PixelRows.Colours && typeof(T) == typeof(byte))
            {
                var pixels = MemoryMarshal.AsBytes(wire.Slice(y * picture.Width * _channels, picture.Width * _channels));
                PixelRows.SplitColours(pixels, RowOf(planes, 0, y, picture, bucket), RowOf(planes, 1, y, picture, bucket), RowOf(planes, 2, y, picture, bucket), _affines);
                continue;
            }

            for (var channel = 0; channel < _channels; channel++)
            {
                var row = RowOf(planes, channel, y, picture, bucket);
                if (_channelsLast)
                    PixelRows.Strided(wire[(y * picture.Width * _channels + channel)..], _channels, row, _affines[channel]);
                else
                    PixelRows.Contiguous(wire.Slice((channel * picture.Height + y) * picture.Width, picture.Width), row, _affines[channel]);
            }
        }
    }

    private Span<float> RowOf(Span<float> planes, int channel, int y, Extent picture, Extent bucket) =>
        planes.Slice((_planes[channel] * bucket.Height + y) * bucket.Width, picture.Width);

    private void FillEdges(Extent picture, Extent bucket, Span<float> planes)
    {
        if (picture == bucket)
            return;
        for (var plane = 0; plane < _channels; plane++)
        {
            var pixels = planes.Slice(plane * bucket.Height * bucket.Width, bucket.Height * bucket.Width);
            for (var y = 0; y < picture.Height; y++)
                pixels.Slice(y * bucket.Width + picture.Width, bucket.Width - picture.Width).Fill(_pad);
            pixels[(picture.Height * bucket.Width)..].Fill(_pad);
        }
    }

    private readonly record struct Extent(int Height, int Width);
}

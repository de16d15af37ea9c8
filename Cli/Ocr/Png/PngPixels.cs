namespace Shepherd.Cli.Ocr.Png;

/// <summary>From inflated rows to RGB: takes the filters back, joins the passes, composes alpha on white.</summary>
internal static class PngPixels
{
    public static Picture ToPicture(PngHeader header, byte[] raw, byte[]? transparent)
    {
        var picture = Picture.Blank(header.Width, header.Height);
        var offset = 0;
        foreach (var pass in header.Passes())
        {
            var rowBytes = pass.Width * header.Channels;
            ReadOnlySpan<byte> above = new byte[rowBytes];
            for (var row = 0; row < pass.Height; row++, offset += 1 + rowBytes)
            {
                var current = raw.AsSpan(offset + 1, rowBytes);
                PngFilter.Undo(raw[offset], current, above, header.Channels);
                var y = pass.Y + (row * pass.StepY);
                for (var column = 0; column < pass.Width; column++)
                {
                    var target = ((y * header.Width) + pass.X + (column * pass.StepX)) * Picture.Channels;
                    Compose(current.Slice(column * header.Channels, header.Channels), transparent, picture.Rgb.AsSpan(target, Picture.Channels));
                }

                above = current;
            }
        }

        return picture;
    }

    private static void Compose(ReadOnlySpan<byte> pixel, byte[]? transparent, Span<byte> rgb)
    {
        var alpha = pixel.Length is 2 or 4 ? pixel[^1] : byte.MaxValue;
        if (transparent is not null && pixel.SequenceEqual(transparent))
            alpha = 0;
        for (var c = 0; c < Picture.Channels; c++)
        {
            var value = pixel[pixel.Length > 2 ? c : 0];
            rgb[c] = (byte)(((value * alpha) + (byte.MaxValue * (byte.MaxValue - alpha)) + 127) / byte.MaxValue);
        }
    }
}

namespace Shepherd.Cli.Ocr.Png;

/// <summary>PNG specification, 9: each row was stored as the difference from a prediction; adds the prediction again.</summary>
internal static class PngFilter
{
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        for (var i = 0; i < row.Length && filter != 0; i++)
        {
            int left = i >= pixelBytes ? row[i - pixelBytes] : 0;
            int corner = i >= pixelBytes ? above[i - pixelBytes] : 0;
            row[i] += (byte)(filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], corner),
                _ => throw PngFault.Damaged($"a row has the filter {filter}, PNG has 0 to 4"),
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (byLeft, byAbove, byCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        if (byLeft <= byAbove && byLeft <= byCorner)
            return left;
        return byAbove <= byCorner ? above : corner;
    }
}

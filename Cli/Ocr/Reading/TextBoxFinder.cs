using Shepherd.Cli.Ocr.Geometry;

namespace Shepherd.Cli.Ocr.Reading;

/// <summary>Post-processing of DB ("Real-time Scene Text Detection with Differentiable Binarization"), with PP-OCRv4's settings.</summary>
internal static class TextBoxFinder
{
    /// <summary>Probability 0.3 as a map value.</summary>
    private const byte Threshold = (byte)(0.3 * byte.MaxValue);

    private const float ScoreMin = 0.6f;

    /// <summary>DB is trained on shrunken text regions; this is what its authors grow them back by.</summary>
    private const float UnclipRatio = 1.5f;

    private const float ShortSideMin = 3;

    private const float UnclippedShortSideMin = 5;

    /// <summary>Lines on a page that is read at all: a denser one than any newspaper's.</summary>
    private const int BoxesMax = 1000;

    /// <summary>The boxes of a map, scaled to the picture that it was made from, in the order found.</summary>
    public static List<TextBox> Find(ProbabilityMap map, int pictureWidth, int pictureHeight)
    {
        var (scaleX, scaleY) = (pictureWidth / (float)map.Width, pictureHeight / (float)map.Height);
        return
        [
            .. ConnectedComponents.Find(map, Threshold)
                .Select(MinAreaRectangle.Around)
                .Where(box => box.ShortSide >= ShortSideMin && map.MeanIn(box) > ScoreMin)
                .Select(box => box.Unclip(UnclipRatio))
                .Where(box => box.ShortSide >= UnclippedShortSideMin)
                .Take(BoxesMax)
                .Select(box => box.Scale(scaleX, scaleY).Upright()),
        ];
    }
}

namespace Shepherd.Cli.Ocr;

/// <summary>The three models of PP-OCRv4 as the model repository names them, and what their input must be.</summary>
internal static class OcrModels
{
    public const string Detection = "ppocr-detection";

    public const string Angle = "ppocr-angle";

    public const string Recognition = "ppocr-recognition";

    /// <summary>Name of the one input of each: UINT8 [1, height, width, 3], RGB.</summary>
    public const string Input = "x";

    /// <summary>Detection halves its input five times.</summary>
    public const int DetectionStep = 32;

    /// <summary>Larger text is not found better, and the work grows with the area.</summary>
    public const int DetectionSideMax = 960;

    /// <summary>A request must fit Kafka's default record limit of 1 MB: 3 bytes a pixel, the rest for headers and framing.</summary>
    public const int DetectionPixelsMax = 300_000;

    /// <summary>Angle and recognition were trained on lines of this height.</summary>
    public const int LineHeight = 48;

    public const int AngleWidth = 192;

    /// <summary>Nearest pixel value to 0 after the models' normalisation (x/255 − 0.5)/0.5: what they were padded with in training.</summary>
    public const byte Padding = 128;

    /// <summary>Probability of "upside down" from which a line is turned.</summary>
    public const float UpsideDownMin = 0.9f;

    /// <summary>A narrower line (a lone "i") gives the model too few steps.</summary>
    public const int RecognitionWidthMin = 32;

    /// <summary>The largest width that workers pad to. Wider lines, over 26 times as wide as high, are squeezed further.</summary>
    public const int RecognitionWidthMax = 960;

    /// <summary>
    /// Lines are sent this much narrower than they are: the model saw mostly square Chinese characters in training, and drops the spaces between Latin words that are as
    /// wide as they came. On the samples: 1 gives a character accuracy of 0.975, 0.9 0.980, 0.8 0.990, 0.7 0.996, 0.6 0.979.
    /// </summary>
    private const float LatinSqueeze = 0.75f;

    /// <summary>Lines read with less confidence are rules, logos or dirt.</summary>
    public const float LineScoreMin = 0.5f;

    /// <summary>Width and height that a picture is sent to detection with.</summary>
    public static (int Width, int Height) DetectionSize(int width, int height)
    {
        var scale = Math.Min(1, DetectionSideMax / (double)Math.Max(width, height));
        scale = Math.Min(scale, Math.Sqrt(DetectionPixelsMax / ((double)width * height)));
        var (fittedWidth, fittedHeight) = (ToStep(width * scale), ToStep(height * scale));
        while (fittedWidth * fittedHeight > DetectionPixelsMax)
        {
            if (fittedWidth >= fittedHeight)
                fittedWidth -= DetectionStep;
            else
                fittedHeight -= DetectionStep;
        }

        return (fittedWidth, fittedHeight);
    }

    /// <summary>Columns that a line of this form fills for the angle model; the rest is padding.</summary>
    public static int AngleColumns(float width, float height) =>
        Math.Clamp((int)MathF.Ceiling(LineHeight * width / height), 1, AngleWidth);

    /// <summary>Width that a line of this form is recognised at.</summary>
    public static int RecognitionWidth(float width, float height) =>
        Math.Clamp((int)MathF.Ceiling(LineHeight * width * LatinSqueeze / height), RecognitionWidthMin, RecognitionWidthMax);

    private static int ToStep(double side) => Math.Max(1, (int)Math.Round(side / DetectionStep)) * DetectionStep;
}

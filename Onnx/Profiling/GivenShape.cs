using System.Globalization;

namespace Shepherd.Onnx.Profiling;

/// <summary>An input's shape as a user writes it: <c>NAME=1x3x48x320</c>, the batch axis first and 1, or spelled <c>N</c> wherever it is.</summary>
/// <param name="Name">Of the input.</param>
/// <param name="Dims">Extents; that of the batch axis is 1.</param>
/// <param name="BatchAxis">The axis spelled N; null where none is.</param>
public sealed record GivenShape(string Name, IReadOnlyList<long> Dims, int? BatchAxis)
{
    /// <summary>A tensor of more elements in one extent is a typing error.</summary>
    private const long ExtentMax = 1 << 24;

    /// <summary>Reads one.</summary>
    /// <exception cref="ArgumentException">It is none; the message says what it takes.</exception>
    public static GivenShape Parse(string text)
    {
        // Names may contain '=', extents never do.
        var cut = text.LastIndexOf('=');
        if (cut < 1)
            throw new ArgumentException($"'{text}' is no shape; it takes NAME=EXTENTxEXTENT…, for example x=1x3x48x320");
        var (dims, batchAxis) = (new List<long>(), default(int?));
        foreach (var part in text[(cut + 1)..].Split('x', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "N" && batchAxis is null)
                (batchAxis, dims) = (dims.Count, [.. dims, 1]);
            else if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) && extent is >= 1 and <= ExtentMax)
                dims.Add(extent);
            else
                throw new ArgumentException($"'{text}': '{part}' is no extent; it takes whole numbers from 1 to {ExtentMax}, and N once for the batch axis");
        }

        return new GivenShape(text[..cut], dims, batchAxis);
    }
}

using Shepherd.Cli.Ocr.Geometry;
using Shepherd.Cli.Ocr.Reading;
using Shepherd.Schemas;

namespace Shepherd.Cli.Ocr;

/// <summary>One line of a picture.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Score">Mean confidence of its characters, 0 to 1.</param>
/// <param name="Box">Where it stands, in pixels of the picture, running as the text does.</param>
internal sealed record OcrLine(string Text, float Score, TextBox Box);

/// <summary>What became of a picture.</summary>
/// <param name="Outcome">OK, or that of the first request that was not.</param>
/// <param name="Reason">For people: which request was not OK and why; empty on OK.</param>
/// <param name="Rows">The lines that were read, in reading order; lines side by side share a row.</param>
/// <param name="Requests">Inference requests sent for it.</param>
internal sealed record OcrPage(Outcome Outcome, string Reason, IReadOnlyList<IReadOnlyList<OcrLine>> Rows, int Requests)
{
    /// <summary>The text, a row a line.</summary>
    public string Text => string.Join('\n', Rows.Select(row => string.Join(' ', row.Select(line => line.Text))));

    public static OcrPage Failed(StageFailure failure, int requests) => new(failure.Outcome, failure.Message, [], requests);

    /// <summary>Puts lines in order.</summary>
    public static OcrPage Of(IReadOnlyCollection<OcrLine> lines, StageFailure? failure, int requests) =>
        new(failure?.Outcome ?? Outcome.Ok, failure?.Message ?? "", ReadingOrder.Rows(lines, line => line.Box), requests);
}

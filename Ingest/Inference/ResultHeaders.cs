using System.Globalization;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Inference;

/// <summary>What an answer's headers, or a call's trailers, say of its result.</summary>
internal static class ResultHeaders
{
    internal static IEnumerable<(string Name, string Value)> Of(InferenceResult result)
    {
        yield return (HeaderNames.Status, result.Outcome.WireName());
        yield return (HeaderNames.Attempts, result.Attempts.ToString(CultureInfo.InvariantCulture));
        if (result.Worker.Length > 0)
            yield return (HeaderNames.Worker, result.Worker);
    }
}

using System.Globalization;
using System.Text.Json;
using Shepherd.Cli.Commands;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Simulate;

/// <summary>One request's story, a line per event or as one JSON object; simulated or served, they look the same.</summary>
internal static class StoryWriter
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, RequestStory story, OutputFormat format) => Write(output, story.Request, story.Events, format);

    /// <param name="output">Where.</param>
    /// <param name="request">Number or id.</param>
    /// <param name="events">What happened, in order.</param>
    /// <param name="format">How.</param>
    public static void Write<T>(TextWriter output, T request, IReadOnlyList<StoryEvent> events, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { request, events }, Options));
            return;
        }

        output.WriteLine($"request {request}");
        foreach (var told in events)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{told.AtMs,14:0.000} ms  {told.What,-12}  {told.Detail}"));
    }
}

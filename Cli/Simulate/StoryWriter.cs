using System.Globalization;
using System.Text.Json;
using Shepherd.Cli.Commands;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Simulate;

/// <summary>One request's story, a line per event or as one JSON object.</summary>
internal static class StoryWriter
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, RequestStory story, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { story.Request, story.Events }, Options));
            return;
        }

        output.WriteLine($"request {story.Request}");
        foreach (var told in story.Events)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{told.AtMs,14:0.000} ms  {told.What,-10}  {told.Detail}"));
    }
}

using System.Text.Json;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Png;

namespace Shepherd.Cli.Demo;

/// <summary>Reads a folder of PNGs and the <c>texts.json</c> that says what each of them says: <c>{"file.png": ["row", …], …}</c>.</summary>
internal static class SampleSet
{
    public const string TextsFile = "texts.json";

    /// <summary>The samples, in the order of <see cref="TextsFile"/>.</summary>
    /// <exception cref="SampleException">The folder or its texts cannot be used; the message says why.</exception>
    public static IReadOnlyList<Sample> Load(string folder)
    {
        var path = Path.Combine(folder, TextsFile);
        try
        {
            var texts = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(path)) ?? [];
            if (texts.Count == 0)
                throw new SampleException($"{path} names no pictures: give at least one, as {{\"file.png\": [\"first row\"]}}");
            return [.. texts.Select(t => new Sample(t.Key, PngReader.Read(Path.Combine(folder, t.Key)), t.Value))];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SampleException($"{path} is missing: give a folder of PNGs with a {TextsFile} (--samples)");
        }
        catch (JsonException e)
        {
            throw new SampleException($"{path} is not {{\"file.png\": [\"row\", …]}}: {e.Message}");
        }
        catch (PictureException e)
        {
            throw new SampleException(e.Message);
        }
    }
}

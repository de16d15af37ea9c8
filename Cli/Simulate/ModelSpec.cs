
namespace Shepherd.Cli.Simulate;

/// <summary>A model on one line: <c>name:alpha=1.082,beta=5.204,slo=25ms,rate=1400,cv=1,max_batch=64</c> (ms, requests/s; slo also as <c>5x</c>, a multiple of l(1)).</summary>
internal static class ModelSpec
{
    /// <summary>For the help; every key is in it.</summary>
    public const string Form = "name:alpha=…,beta=…|profile=NAME,slo=25ms|5x,rate=…|share=…[,cv=1|arrivals=…][,max_batch=256][,priority=0-3][,state_mb=0]";

    /// <summary>Reads a model.</summary>
    /// <param name="text">The line.</param>
    /// <exception cref="ArgumentException">It is not of that form; the message names the key and the remedy.</exception>
    public static ModelText Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1)
            throw new ArgumentException($"--model {text}: it takes name:key=value,…, for example resnet:alpha=1.082,beta=5.204,slo=25ms,rate=1400");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2 || !ModelText.Keys.Contains(parts[0], StringComparer.Ordinal))
                throw new ArgumentException($"--model {text}: '{pair}' is not one of {string.Join(", ", ModelText.Keys.Select(k => k + "="))}");
            if (!values.TryAdd(parts[0], parts[1]))
                throw new ArgumentException($"--model {text}: {parts[0]} is given twice; give it once");
        }

        return new ModelText($"--model {text}", text[..colon], values, Table: null);
    }
}

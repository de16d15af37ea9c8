namespace Shepherd.Cli.Commands;

/// <summary>librdkafka settings in a file, one <c>key=value</c> a line; lines that begin with <c>#</c> say nothing. What is wrong is told by its line's number alone: the line may hold a password.</summary>
internal static class KafkaSettingsFile
{
    /// <summary>Settings with a certificate or two among them; a longer file is another file.</summary>
    private const int BytesMax = 1 << 20;

    /// <summary>Reads it. Blanks around keys and values do not count; a value may hold '='.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What it says.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(string path, out Dictionary<string, string> settings)
    {
        settings = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] lines;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax } file)
                return $"it has {file.Length} bytes; at most {BytesMax} are read";
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {e.Message}";
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                return $"line {i + 1} is not key=value, for example security.protocol=SASL_SSL";
            if (!settings.TryAdd(line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart()))
                return $"line {i + 1} sets what an earlier line has set";
        }

        return null;
    }
}

namespace Shepherd.Ingest;

/// <summary>The command line as configuration: <c>--bootstrap-server H:P --prefix NAME --urls URL --kafka key=value --kafka key=value …</c></summary>
internal static class IngestArguments
{
    private const string Kafka = "--kafka";

    /// <summary>Short names of configuration keys.</summary>
    internal static readonly Dictionary<string, string> Switches = new(StringComparer.Ordinal)
    {
        ["--bootstrap-server"] = "Shepherd:Kafka:BootstrapServers",
        ["--prefix"] = "Shepherd:Kafka:Topics:Prefix",
        ["--urls"] = "Shepherd:Urls",
    };

    /// <summary>Gives each <c>--kafka key=value</c> a configuration key of its own: a switch may otherwise not repeat.</summary>
    /// <exception cref="ArgumentException">A <c>--kafka</c> without <c>key=value</c>.</exception>
    internal static string[] Expand(IReadOnlyList<string> arguments)
    {
        var expanded = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] != Kafka)
            {
                expanded.Add(arguments[i]);
                continue;
            }

            var setting = ++i < arguments.Count ? arguments[i] : "";
            if (setting.IndexOf('=', StringComparison.Ordinal) < 1)
                throw new ArgumentException($"{Kafka} takes key=value, for example {Kafka} security.protocol=ssl, not '{setting}'");
            expanded.Add($"--Shepherd:Kafka:Properties:{setting}");
        }

        return [.. expanded];
    }
}

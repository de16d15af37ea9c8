namespace Shepherd.Schemas.Avro;

/// <summary>The schemas that this release writes, as embedded in the assembly; the <c>.avsc</c> files are the contract.</summary>
public static class WireSchemas
{
    /// <summary>Value of a request record.</summary>
    public static AvroSchema Request { get; } = Load("request");

    /// <summary>Value of a result record.</summary>
    public static AvroSchema Result { get; } = Load("result");

    /// <summary>Value of a catalog record.</summary>
    public static AvroSchema Catalog { get; } = Load("catalog");

    /// <summary>Value of a plan record.</summary>
    public static AvroSchema Plan { get; } = Load("plan");

    /// <summary>Value of a heartbeat record.</summary>
    public static AvroSchema Heartbeat { get; } = Load("heartbeat");

    /// <summary>Value of a decision record.</summary>
    public static AvroSchema Decision { get; } = Load("decision");

    /// <summary>Value of a claim, in the plan topic.</summary>
    public static AvroSchema Claim { get; } = Load("claim");

    /// <summary>Names that <see cref="ReadText"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["request", "result", "catalog", "plan", "heartbeat", "decision", "claim"];

    /// <summary>The <c>.avsc</c> text of a schema, docs and defaults included: what a schema registry is given.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">Another name.</exception>
    public static string ReadText(string name)
    {
        using var stream = typeof(WireSchemas).Assembly.GetManifestResourceStream($"{name}.avsc")
            ?? throw new ArgumentException($"there is no schema '{name}'; there are {string.Join(", ", Names)}", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static AvroSchema Load(string name) => AvroSchema.Parse(ReadText(name));
}

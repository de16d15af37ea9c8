namespace Shepherd.Schemas.Avro;

/// <summary>The schemas of this release and of every earlier one, by fingerprint. A schema that changes moves its old text to the list of earlier ones.</summary>
internal sealed class BuiltInSchemas : ISchemaRegistry
{
    // Texts of schemas that earlier releases wrote; none yet.
    private static readonly string[] Earlier = [];

    private readonly Dictionary<ulong, AvroSchema> _schemas;

    private BuiltInSchemas()
    {
        AvroSchema[] current =
            [WireSchemas.Request, WireSchemas.Result, WireSchemas.Catalog, WireSchemas.Plan, WireSchemas.Heartbeat, WireSchemas.Decision];
        _schemas = current.Concat(Earlier.Select(AvroSchema.Parse)).ToDictionary(s => s.Fingerprint);
    }

    public static BuiltInSchemas Instance { get; } = new();

    public AvroSchema? FindByFingerprint(ulong fingerprint) => _schemas.GetValueOrDefault(fingerprint);

    /// <summary>Ids are given by a schema registry; none is built in.</summary>
    public AvroSchema? FindById(int id) => null;
}

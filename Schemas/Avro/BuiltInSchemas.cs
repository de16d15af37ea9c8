namespace Shepherd.Schemas.Avro;

/// <summary>The schemas of this release and of every earlier one, by fingerprint. A schema that changes leaves its old text in <c>Avsc/Earlier</c>.</summary>
internal sealed class BuiltInSchemas : ISchemaRegistry
{
    /// <summary>Schemas that earlier releases wrote: without serving groups; without cold groups, refused ones, the bytes of models and the address of a peer; without size, lane, bucket and events of decisions. Then: without target and directives; without hand-over and loads; without moves and commands. Then: without the meaning of an empty target and the workers' TTL; without the planner's address.</summary>
    private static readonly string[] Earlier = ["plan.1", "heartbeat.1", "decision.1", "plan.2", "heartbeat.2", "decision.2", "catalog.1", "plan.3", "claim.1"];

    private readonly Dictionary<ulong, AvroSchema> _schemas;

    private BuiltInSchemas()
    {
        AvroSchema[] current =
            [WireSchemas.Request, WireSchemas.Result, WireSchemas.Catalog, WireSchemas.Plan, WireSchemas.Heartbeat, WireSchemas.Decision, WireSchemas.Claim];
        _schemas = current.Concat(Earlier.Select(name => AvroSchema.Parse(WireSchemas.ReadText(name)))).ToDictionary(s => s.Fingerprint);
    }

    public static BuiltInSchemas Instance { get; } = new();

    public AvroSchema? FindByFingerprint(ulong fingerprint) => _schemas.GetValueOrDefault(fingerprint);

    /// <summary>Ids are given by a schema registry; none is built in.</summary>
    public AvroSchema? FindById(int id) => null;
}

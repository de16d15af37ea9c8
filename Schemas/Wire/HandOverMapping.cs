using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Control;

namespace Shepherd.Schemas.Wire;

/// <summary>Parts of control records that a hand-over is made of.</summary>
internal static class HandOverMapping
{
    public static void Fill(GenericRecord record, ClaimRecord claim)
    {
        record["planner"] = claim.Planner;
        record["at"] = GenericMapping.Micros(claim.At);
        record["base"] = claim.Base;
        record["address"] = claim.Address;
    }

    public static ClaimRecord ToClaim(GenericRecord record) =>
        new((string)record["planner"]!, GenericMapping.Instant(record["at"], "Claim.at"), (long)record["base"]!) { Address = (string)record["address"]! };

    public static List<object?> Assignments(GenericRecord owner, string field, IEnumerable<PlanAssignment> assignments) =>
        GenericMapping.Records(owner, field, assignments, (item, assignment) =>
        {
            item["worker"] = assignment.Worker;
            item["group"] = assignment.Group;
            item["partitions"] = GenericMapping.List(assignment.Partitions);
        });

    public static PlanAssignment[] ToAssignments(object? datum) =>
        [.. Items(datum).Select(a => new PlanAssignment((string)a["worker"]!, (string)a["group"]!, GenericMapping.Ints(a["partitions"])))];

    public static List<object?> Directives(GenericRecord owner, IEnumerable<Directive> directives) =>
        GenericMapping.Records(owner, "directives", directives, (item, directive) =>
        {
            item["kind"] = GenericMapping.FromEnum(item, "kind", directive.Kind);
            item["subject"] = directive.Subject;
            item["workers"] = GenericMapping.List(directive.Workers);
            item["devices"] = directive.Devices;
            item["by"] = directive.By;
            item["at"] = GenericMapping.Micros(directive.At);
        });

    public static Directive[] ToDirectives(object? datum) =>
        [.. Items(datum).Select(d => new Directive(GenericMapping.ToEnum<DirectiveKind>(d["kind"]), (string)d["subject"]!, GenericMapping.Instant(d["at"], "Plan.directives.at"))
        {
            Workers = GenericMapping.Strings(d["workers"]),
            Devices = (int)d["devices"]!,
            By = (string)d["by"]!,
        })];

    public static List<object?> Released(GenericRecord owner, IEnumerable<ReleasedPartition> released) =>
        GenericMapping.Records(owner, "released", released, (item, place) =>
        {
            item["group"] = place.Group;
            item["partition"] = place.Partition;
            item["offset"] = place.Offset;
        });

    public static ReleasedPartition[] ToReleased(object? datum) =>
        [.. Items(datum).Select(r => new ReleasedPartition((string)r["group"]!, (int)r["partition"]!, (long)r["offset"]!))];

    public static List<object?> Loads(GenericRecord owner, IEnumerable<GroupLoad> loads) =>
        GenericMapping.Records(owner, "group_loads", loads, (item, load) =>
        {
            item["group"] = load.Group;
            item["arrived"] = load.Arrived;
            item["queued"] = load.Queued;
            item["queued_device_ms"] = load.QueuedDeviceMs;
            item["oldest_slack_ms"] = load.OldestSlackMs;
            item["request_device_ms"] = load.RequestDeviceMs;
            item["load_ms"] = load.LoadMs;
            item["model_bytes"] = load.ModelBytes;
        });

    public static GroupLoad[] ToLoads(object? datum) =>
        [.. Items(datum).Select(l => new GroupLoad((string)l["group"]!, (long)l["arrived"]!)
        {
            Queued = (int)l["queued"]!,
            QueuedDeviceMs = (double)l["queued_device_ms"]!,
            OldestSlackMs = (double?)l["oldest_slack_ms"],
            RequestDeviceMs = (double)l["request_device_ms"]!,
            LoadMs = (double)l["load_ms"]!,
            ModelBytes = (long)l["model_bytes"]!,
        })];

    private static IEnumerable<GenericRecord> Items(object? datum) => ((List<object?>)datum!).Cast<GenericRecord>();
}

using Shepherd.Schemas.Avro;
using Shepherd.Schemas.Control;

namespace Shepherd.Schemas.Wire;

/// <summary>Control records to generic ones and back. They are few and small: no hand-written layout pays here.</summary>
internal static class ControlMapping
{
    /// <exception cref="NotSupportedException">Not a control record.</exception>
    public static AvroSchema SchemaOf(Type type) =>
        type == typeof(CatalogEntry) ? WireSchemas.Catalog
        : type == typeof(PlanRecord) ? WireSchemas.Plan
        : type == typeof(WorkerHeartbeat) ? WireSchemas.Heartbeat
        : type == typeof(DecisionRecord) ? WireSchemas.Decision
        : type == typeof(ClaimRecord) ? WireSchemas.Claim
        : throw new NotSupportedException($"{type.Name} is not a control record");

    public static GenericRecord ToGeneric(object value)
    {
        var record = new GenericRecord((RecordSchema)SchemaOf(value.GetType()));
        switch (value)
        {
            case CatalogEntry entry:
                Fill(record, entry);
                break;
            case PlanRecord plan:
                Fill(record, plan);
                break;
            case WorkerHeartbeat heartbeat:
                Fill(record, heartbeat);
                break;
            case DecisionRecord decision:
                Fill(record, decision);
                break;
            case ClaimRecord claim:
                HandOverMapping.Fill(record, claim);
                break;
        }

        return record;
    }

    public static object FromGeneric(Type type, GenericRecord record) =>
        type == typeof(CatalogEntry) ? ToCatalogEntry(record)
        : type == typeof(PlanRecord) ? ToPlan(record)
        : type == typeof(WorkerHeartbeat) ? ToHeartbeat(record)
        : type == typeof(ClaimRecord) ? HandOverMapping.ToClaim(record)
        : ToDecision(record);

    private static void Fill(GenericRecord record, CatalogEntry entry)
    {
        record["model"] = entry.Model;
        record["version"] = entry.Version;
        record["group"] = entry.Group;
        record["slo_ms"] = entry.SloMs;
        record["priority"] = entry.Priority;
        record["max_batch"] = entry.MaxBatch;
        record["runtime"] = entry.Runtime;
        record["inputs"] = GenericMapping.Records(record, "inputs", entry.Inputs, Fill);
        record["outputs"] = GenericMapping.Records(record, "outputs", entry.Outputs, Fill);
        record["profiles"] = ProfileMapping.Profiles(record, entry.Profiles);
    }

    private static void Fill(GenericRecord record, TensorSpec spec)
    {
        record["name"] = spec.Name;
        record["datatype"] = new GenericEnum(GenericMapping.FieldType<EnumSchema>(record, "datatype"), spec.Datatype.WireName());
        record["shape"] = GenericMapping.List(spec.Shape);
    }

    private static void Fill(GenericRecord record, PlanRecord plan)
    {
        record["epoch"] = GenericMapping.FromEpoch(record, plan.Epoch);
        record["planner"] = plan.Planner;
        record["created_at"] = GenericMapping.Micros(plan.CreatedAt);
        record["reason"] = plan.Reason;
        record["assignments"] = HandOverMapping.Assignments(record, "assignments", plan.Assignments);
        record["target"] = HandOverMapping.Assignments(record, "target", plan.Target);
        record["has_target"] = plan.HasTarget;
        record["worker_ttl_ms"] = plan.WorkerTtlMs;
        record["directives"] = HandOverMapping.Directives(record, plan.Directives);
        record["serving_groups"] = GenericMapping.Records(record, "serving_groups", plan.ServingGroups, (item, group) =>
        {
            item["lead"] = group.Lead;
            item["epoch"] = GenericMapping.FromEpoch(item, group.Since);
            item["peers"] = GenericMapping.Records(item, "peers", group.Peers, (entry, peer) =>
            {
                entry["worker"] = peer.Worker;
                entry["address"] = peer.Address;
            });
        });
    }

    private static void Fill(GenericRecord record, WorkerHeartbeat heartbeat)
    {
        record["worker"] = heartbeat.Worker;
        record["sequence"] = heartbeat.Sequence;
        record["sent_at"] = GenericMapping.Micros(heartbeat.SentAt);
        record["state"] = GenericMapping.FromEnum(record, "state", heartbeat.State);
        record["epoch"] = GenericMapping.FromEpoch(record, heartbeat.Epoch);
        record["devices"] = GenericMapping.List(heartbeat.Devices);
        record["groups"] = GenericMapping.List(heartbeat.Groups);
        record["owned"] = GenericMapping.Records(record, "owned", heartbeat.Owned, (item, owned) =>
        {
            item["group"] = owned.Group;
            item["partitions"] = GenericMapping.List(owned.Partitions);
        });
        record["in_flight_records"] = heartbeat.InFlightRecords;
        record["in_flight_bytes"] = heartbeat.InFlightBytes;
        record["cold_groups"] = GenericMapping.List(heartbeat.ColdGroups);
        record["refused_groups"] = GenericMapping.List(heartbeat.RefusedGroups);
        record["model_bytes"] = heartbeat.ModelBytes;
        record["peer_address"] = heartbeat.PeerAddress;
        record["memory_bytes"] = heartbeat.MemoryBytes;
        record["preparing_groups"] = GenericMapping.List(heartbeat.PreparingGroups);
        record["released"] = HandOverMapping.Released(record, heartbeat.Released);
        record["group_loads"] = HandOverMapping.Loads(record, heartbeat.GroupLoads);
    }

    private static void Fill(GenericRecord record, DecisionRecord decision)
    {
        record["kind"] = GenericMapping.FromEnum(record, "kind", decision.Kind);
        record["at"] = GenericMapping.Micros(decision.At);
        record["by"] = decision.By;
        record["epoch"] = GenericMapping.FromEpoch(record, decision.Epoch);
        record["reason"] = decision.Reason;
        record["model"] = decision.Model;
        record["requests"] = GenericMapping.List(decision.Requests);
        record["predicted_ms"] = decision.PredictedMs;
        record["actual_ms"] = decision.ActualMs;
        record["size"] = decision.Size;
        record["lane"] = decision.Lane;
        record["bucket"] = decision.Bucket;
        record["group"] = decision.Group;
        record["partition"] = decision.Partition;
        record["from"] = decision.From;
        record["to"] = decision.To;
        record["subject"] = decision.Subject;
        record["events"] = GenericMapping.Records(record, "events", decision.Events, (item, told) =>
        {
            item["at"] = GenericMapping.Micros(told.At);
            item["what"] = told.What;
            item["detail"] = told.Detail;
            item["lane"] = told.Lane;
        });
    }

    private static CatalogEntry ToCatalogEntry(GenericRecord record) => new(
        (string)record["model"]!,
        (string)record["version"]!,
        (string)record["group"]!,
        (int)record["slo_ms"]!,
        (int)record["priority"]!,
        (int)record["max_batch"]!,
        (string)record["runtime"]!,
        ToSpecs(record["inputs"]),
        ToSpecs(record["outputs"]))
    {
        Profiles = ProfileMapping.ToProfiles(record["profiles"]),
    };

    private static TensorSpec[] ToSpecs(object? datum) =>
        [.. ((List<object?>)datum!).Cast<GenericRecord>().Select(spec => new TensorSpec(
            (string)spec["name"]!,
            TensorAvro.ParseDatatype((GenericEnum)spec["datatype"]!, (string)spec["name"]!),
            GenericMapping.Longs(spec["shape"])))];

    private static PlanRecord ToPlan(GenericRecord record) => new(
        GenericMapping.ToEpoch(record["epoch"]),
        (string)record["planner"]!,
        GenericMapping.Instant(record["created_at"], "Plan.created_at"),
        (string)record["reason"]!,
        HandOverMapping.ToAssignments(record["assignments"]))
    {
        Target = HandOverMapping.ToAssignments(record["target"]),
        HasTarget = (bool)record["has_target"]!,
        WorkerTtlMs = (int)record["worker_ttl_ms"]!,
        Directives = HandOverMapping.ToDirectives(record["directives"]),
        ServingGroups = [.. ((List<object?>)record["serving_groups"]!).Cast<GenericRecord>().Select(g => new ServingGroup(
            (string)g["lead"]!,
            GenericMapping.ToEpoch(g["epoch"]),
            [.. ((List<object?>)g["peers"]!).Cast<GenericRecord>().Select(p => new ServingPeer((string)p["worker"]!, (string)p["address"]!))]))],
    };

    private static WorkerHeartbeat ToHeartbeat(GenericRecord record) => new(
        (string)record["worker"]!,
        (long)record["sequence"]!,
        GenericMapping.Instant(record["sent_at"], "WorkerHeartbeat.sent_at"),
        GenericMapping.ToEnum<WorkerState>(record["state"]),
        GenericMapping.ToEpoch(record["epoch"]),
        GenericMapping.Strings(record["devices"]),
        GenericMapping.Strings(record["groups"]),
        [.. ((List<object?>)record["owned"]!).Cast<GenericRecord>().Select(o => new OwnedPartitions((string)o["group"]!, GenericMapping.Ints(o["partitions"])))],
        (int)record["in_flight_records"]!,
        (long)record["in_flight_bytes"]!)
    {
        ColdGroups = GenericMapping.Strings(record["cold_groups"]),
        RefusedGroups = GenericMapping.Strings(record["refused_groups"]),
        ModelBytes = (long)record["model_bytes"]!,
        PeerAddress = (string)record["peer_address"]!,
        MemoryBytes = (long)record["memory_bytes"]!,
        PreparingGroups = GenericMapping.Strings(record["preparing_groups"]),
        Released = HandOverMapping.ToReleased(record["released"]),
        GroupLoads = HandOverMapping.ToLoads(record["group_loads"]),
    };

    private static DecisionRecord ToDecision(GenericRecord record) =>
        new(
            GenericMapping.ToEnum<DecisionKind>(record["kind"]),
            GenericMapping.Instant(record["at"], "Decision.at"),
            (string)record["by"]!,
            GenericMapping.ToEpoch(record["epoch"]),
            (string)record["reason"]!)
        {
            Model = (string)record["model"]!,
            Requests = GenericMapping.Strings(record["requests"]),
            PredictedMs = (double?)record["predicted_ms"],
            ActualMs = (double?)record["actual_ms"],
            Size = (int)record["size"]!,
            Lane = (int)record["lane"]!,
            Bucket = (int)record["bucket"]!,
            Group = (string)record["group"]!,
            Partition = (int)record["partition"]!,
            From = (string)record["from"]!,
            To = (string)record["to"]!,
            Subject = (string)record["subject"]!,
            Events = [.. ((List<object?>)record["events"]!).Cast<GenericRecord>().Select(e => new TraceEvent(
                GenericMapping.Instant(e["at"], "Decision.events.at"), (string)e["what"]!, (string)e["detail"]!, (int)e["lane"]!))],
        };
}

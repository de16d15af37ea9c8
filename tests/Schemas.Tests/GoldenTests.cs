using System.Text;
using Shepherd.Schemas.Control;

namespace Shepherd.Schemas.Tests;

/// <summary>The bytes on the wire, pinned: a schema or codec that changes them shows as a changed file under Golden.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names() => ["request.avro", "request.json", "result.avro", "result.json", "catalog.avro", "plan.avro", "heartbeat.avro", "decision.avro", "claim.avro"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_Sample_IsTheGoldenFile(string name)
    {
        var golden = File.ReadAllText(PathOf(name)).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(golden, Encode(name).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_GoldenFiles_GivesTheSamples()
    {
        Same.Request(Samples.Request, RequestCodec.Decode(Read("request.avro"), ContentTypes.Avro));
        Same.Request(Samples.Request, RequestCodec.Decode(Read("request.json"), ContentTypes.Json));
        Same.Result(Samples.Result, ResultCodec.Decode(Read("result.avro"), ContentTypes.Avro));
        Same.Result(Samples.Result, ResultCodec.Decode(Read("result.json"), ContentTypes.Json));
        Assert.Equivalent(Samples.Catalog, ControlCodec.Decode<CatalogEntry>(Read("catalog.avro")), strict: true);
        Assert.Equivalent(Samples.Plan, ControlCodec.Decode<PlanRecord>(Read("plan.avro")), strict: true);
        Assert.Equivalent(Samples.Heartbeat, ControlCodec.Decode<WorkerHeartbeat>(Read("heartbeat.avro")), strict: true);
        Assert.Equivalent(Samples.Decision, ControlCodec.Decode<DecisionRecord>(Read("decision.avro")), strict: true);
        Assert.Equivalent(Samples.Claim, ControlCodec.Decode<ClaimRecord>(Read("claim.avro")), strict: true);
    }

    [Fact]
    public void Decode_GoldenFilesOfEarlierReleases_FillsDefaults()
    {
        var plan = Samples.Plan with { Target = [], Directives = [], HasTarget = false, WorkerTtlMs = 0 };
        var heartbeat = Samples.Heartbeat with { PreparingGroups = [], Released = [], GroupLoads = [], MemoryBytes = 0 };
        var decision = Samples.Decision with { Group = "", Partition = -1, From = "", To = "", Subject = "" };

        Assert.Equivalent(Samples.Plan with { WorkerTtlMs = 0 }, ControlCodec.Decode<PlanRecord>(Read("plan.3.avro")), strict: true);
        Assert.Equivalent(Samples.Claim with { Address = "" }, ControlCodec.Decode<ClaimRecord>(Read("claim.1.avro")), strict: true);
        Assert.Equivalent(plan, ControlCodec.Decode<PlanRecord>(Read("plan.2.avro")), strict: true);
        Assert.Equivalent(heartbeat, ControlCodec.Decode<WorkerHeartbeat>(Read("heartbeat.2.avro")), strict: true);
        Assert.Equivalent(decision, ControlCodec.Decode<DecisionRecord>(Read("decision.2.avro")), strict: true);
        Assert.Equivalent(Samples.Catalog with { Profiles = [] }, ControlCodec.Decode<CatalogEntry>(Read("catalog.1.avro")), strict: true);
        Assert.Equivalent(plan with { ServingGroups = [] }, ControlCodec.Decode<PlanRecord>(Read("plan.1.avro")), strict: true);
        Assert.Equivalent(heartbeat with { ColdGroups = [], RefusedGroups = [], ModelBytes = 0, PeerAddress = "" }, ControlCodec.Decode<WorkerHeartbeat>(Read("heartbeat.1.avro")), strict: true);
        Assert.Equivalent(decision with { Size = 0, Lane = -1, Bucket = -1, Events = [] }, ControlCodec.Decode<DecisionRecord>(Read("decision.1.avro")), strict: true);
    }

    private static string Encode(string name) => name switch
    {
        "request.avro" => Convert.ToHexStringLower(Samples.Encode(Samples.Request)),
        "request.json" => Encoding.UTF8.GetString(Samples.Encode(Samples.Request, ContentTypes.Json)),
        "result.avro" => Convert.ToHexStringLower(Samples.Encode(Samples.Result)),
        "result.json" => Encoding.UTF8.GetString(Samples.Encode(Samples.Result, ContentTypes.Json)),
        "catalog.avro" => Convert.ToHexStringLower(ControlCodec.Encode(Samples.Catalog)),
        "plan.avro" => Convert.ToHexStringLower(ControlCodec.Encode(Samples.Plan)),
        "claim.avro" => Convert.ToHexStringLower(ControlCodec.Encode(Samples.Claim)),
        "heartbeat.avro" => Convert.ToHexStringLower(ControlCodec.Encode(Samples.Heartbeat)),
        _ => Convert.ToHexStringLower(ControlCodec.Encode(Samples.Decision)),
    };

    /// <summary>Avro files hold hex, JSON files the text itself.</summary>
    private static byte[] Read(string name)
    {
        var text = File.ReadAllText(PathOf(name)).Trim();
        return name.EndsWith(".json", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text) : Convert.FromHexString(text);
    }

    private static string PathOf(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Golden", name.EndsWith(".avro", StringComparison.Ordinal) ? $"{name}.hex" : name);
}

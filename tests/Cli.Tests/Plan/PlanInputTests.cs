namespace Shepherd.Cli.Tests.Plan;

public sealed class PlanInputTests : PlanRun
{
    [Theory]
    [InlineData("rate: 900", "rate: -1", "demand.yaml:2: model 'resnet': rate is '-1'; it takes a number from 0 to")]
    [InlineData("rate: 900", "rate: NaN", "demand.yaml:2: model 'resnet': rate is 'NaN'")]
    [InlineData("model: bert", "model: bort", "demand.yaml:4: model 'bort': there is no such model; there are resnet, bert")]
    [InlineData("slo: 10x", "slo: soon", "demand.yaml:4: model 'bert': slo 'soon' is neither a time such as 25ms nor a multiple of l(1) such as 5x")]
    [InlineData("name: patient", "name: resnet/50ms", "demand.yaml:3: model 'resnet': there is a stream 'resnet/50ms' above; give each a name of its own")]
    [InlineData("cv: 2", "cw: 2", "demand.yaml:2: model 'resnet': 'cw' is no known key; known are cv, model, name, rate, slo")]
    public void Simulate_FaultyDemand_SaysWhereAndWhat(string text, string faulty, string message) =>
        Assert.Contains(message, Error(["simulate", .. Files(demand: Demand.Replace(text, faulty, StringComparison.Ordinal))]), StringComparison.Ordinal);

    [Theory]
    [InlineData("{1: 9, 16: 60}", "{1: 9, 16: 6}", "models.yaml:3")]
    [InlineData("{1: 9, 16: 60}", "{}", "latency takes values by batch size")]
    [InlineData("{1: 9, 16: 60}", "{1: -9}", "latency has '1: -9'; it takes a batch size and a number above 0")]
    [InlineData("max_batch: 16", "max_batch: 0", "model")]
    [InlineData("{V100-16: {latency: {1: 9, 16: 60}, weights_mb: 1300, work_mb: 30}}", "{}", "models.yaml:3: name 'bert': it has no profile; write 'on:'")]
    [InlineData("name: bert", "name: resnet", "there is one of this name above")]
    [InlineData("weights_mb: 1300, ", "", "it has no weights_mb")]
    [InlineData("50: {", "150: {", "shares has '150'; it takes percent of the device above 0 and below 100")]
    [InlineData("{1: 4.2, 8: 13, 32: 45}", "{1: 2.2, 8: 13, 32: 45}", "models.yaml:2: name 'resnet': on V100-16: share of 50 %, batch size 1: quicker than on 100 %; measure again, or give the smaller share the larger time")]
    public void Simulate_FaultyModels_SaysWhereAndWhat(string text, string faulty, string message)
    {
        var error = Error(["simulate", .. Files(models: Models.Replace(text, faulty, StringComparison.Ordinal))]);
        Assert.Contains("models.yaml", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count: 4", "count: 4.5", "count is 4.5; it takes a whole number")]
    [InlineData("type: T4", "type: V100-16", "there is one above")]
    [InlineData("memory_gb: 15, price: 3.06", "price: 3.06", "it has no memory_gb")]
    [InlineData("V100-16", "B200", "model 'bert' has a profile on V100-16 and on none of the cluster's types (B200, T4)")]
    public void Simulate_FaultyCluster_SaysWhereAndWhat(string text, string faulty, string message) =>
        Assert.Contains(message, Error(["simulate", .. Files(cluster: Cluster.Replace(text, faulty, StringComparison.Ordinal))]), StringComparison.Ordinal);

    [Fact]
    public void Simulate_EmptyList_IsRefused() =>
        Assert.EndsWith("cluster.yaml:1: its list 'devices' is empty; write an item '- {type: V100-16, count: 8, memory_gb: 16, price: 3.06}' for each", Error(["simulate", .. Files(cluster: "devices: []")]), StringComparison.Ordinal);

    [Theory]
    [InlineData("simulate", "--seconds", "0.1", "-o", "json")]
    [InlineData("simulate", "--no-simulation")]
    [InlineData("export")]
    public void Any_OutputThatTakesNothing_SaysSoInOneLine(params string[] command)
    {
        using var full = new FullWriter();
        Assert.Equal((1, "standard output could not be written (No space left on device); send it to a file or a program that takes it\n"), RunTo(full, [.. command, .. Files()]));
    }

    [Fact]
    public void Simulate_NoDevice_IsRefused() =>
        Assert.Equal("there is no device to place a model on; give a cluster of at least one", Error(["simulate", .. Files(cluster: "devices: [{type: V100-16, count: 0, memory_gb: 15}]")]));

    [Theory]
    [InlineData("there is nothing to plan: give --models, --demand and --cluster files, or --workload maf")]
    [InlineData("--models, --demand and --cluster go together", "--models", "x.yaml")]
    [InlineData("--workload: it is for built-in workloads", "--workload", "maf", "--models", "x.yaml")]
    [InlineData("--sizes streams=1: 'models and gpus missing' is not what it takes", "--sizes", "streams=1")]
    [InlineData("--sizes streams=1,models=2,gpus=1: fewer streams than models", "--sizes", "streams=1,models=2,gpus=1")]
    [InlineData("--sizes streams=0,models=2,gpus=1: 'streams=0' is not what it takes", "--sizes", "streams=0,models=2,gpus=1")]
    [InlineData("--slo: '5ms' is not what it takes: a multiple of l(1)", "--workload", "maf", "--slo", "5ms")]
    [InlineData("there is no built-in cluster 'moon'", "--workload", "maf", "--cluster", "moon")]
    [InlineData("--method: 'magic' is not what it takes", "--workload", "maf", "--method", "magic")]
    [InlineData("--policy magic: there is no such policy", "--workload", "maf", "--policy", "magic")]
    [InlineData("--diff nowhere.json: there is no such file", "--workload", "maf", "--diff", "nowhere.json")]
    public void Simulate_FaultyOptions_OneLine(string message, params string[] arguments) =>
        Assert.StartsWith(message, Error(["simulate", .. arguments]), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"method": "herd"}""", "old.json: it is no plan: it has no 'serving_groups'; give what 'plan simulate -o json' printed")]
    [InlineData("[]", "old.json: it is no plan: it has no 'method'; give")]
    [InlineData("""{"method": 3}""", "old.json: it is no plan: method is not a text; give")]
    [InlineData("""{"method": "herd", "serving_groups": [{"streams": 1}]}""", "old.json: it is no plan: serving_groups[0].streams is not a list; give")]
    [InlineData("""{"method": "herd", "serving_groups": [], "devices": [{"device": 0, "type": "V100-16", "lanes": [{"group": 7}]}]}""", "old.json: it is no plan: devices[0].lanes[0].group is 7, and there are 0 serving groups; give")]
    [InlineData("{\n\"method\":", "old.json:2: it is no JSON; give what 'plan simulate -o json' printed")]
    [InlineData("", "old.json:1: it is no JSON; give")]
    public void Simulate_DiffWithWhatIsNoPlan_SaysWhatItLacks(string text, string message) =>
        Assert.Contains(message, Error(["simulate", "--diff", Write("old.json", text), .. Files()]), StringComparison.Ordinal);

    [Fact]
    public void Simulate_Sizes_GeneratesThem()
    {
        var plan = Json("simulate", "--sizes", "streams=40,models=10,gpus=20", "--seed", "3", "--seconds", "0.5", "--method", "herd");
        Assert.InRange(plan.GetProperty("devices_used").GetInt32(), 1, 20);
        var streams = plan.GetProperty("serving_groups").EnumerateArray().SelectMany(g => g.GetProperty("streams").EnumerateArray()).Select(s => s.GetProperty("stream").GetString());
        Assert.Equal(40, streams.Concat(plan.GetProperty("unplaced").EnumerateArray().Select(u => u.GetProperty("stream").GetString())).Distinct().Count());
    }

    [Fact]
    public void Export_Lp_IsAProgramForEveryStream()
    {
        var (code, output, error) = Run(["export", "--format", "lp", .. Files()]);
        Assert.True(code == 0, error);
        Assert.Contains("Maximize", output, StringComparison.Ordinal);
        Assert.EndsWith("End", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(error);
        Assert.StartsWith("--type: there is no device type 'X' in the cluster; there are V100-16, T4", Error(["export", "--type", "X", .. Files()]), StringComparison.Ordinal);
        Assert.Equal("--format: 'mps' is not what it takes: lp", Error(["export", "--format", "mps", .. Files()]));
    }

    [Fact]
    public void Export_StreamThatNoTypeServes_IsNamedInTheProgramAndOnStandardError()
    {
        var (code, output, error) = Run(["export", .. Files(demand: Demand.Replace("slo: 10x", "slo: 1ms", StringComparison.Ordinal))]);
        Assert.Equal(0, code);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)).TrimEnd();
        Assert.StartsWith("not in the program: stream 'bert", line, StringComparison.Ordinal);
        Assert.Contains("\\ " + line, output, StringComparison.Ordinal);
    }
}

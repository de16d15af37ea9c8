using System.CommandLine;
using System.Text;
using System.Text.Json;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Simulate;

namespace Shepherd.Cli.Tests.Simulate;

public sealed class SimulateCommandTests : SimulateRun
{
    private const string Inline = "a:alpha=1.082,beta=5.204,slo=25ms,rate=400,cv=1";

    [Fact]
    public void Simulate_Json_HasTheContractsNames()
    {
        var result = Json("--model", Inline, "--gpus", "2", "--seconds", "2");
        Assert.Equal(
            [
                "policy", "gpus", "lanes_per_gpu", "seconds", "offered_load", "time_compression", "requests", "in_slo", "attainment", "goodput_rps", "utilization", "mean_batch", "preemptions", "wasted_device_s",
                "worst_model_attainment", "bound_in_slo", "share_of_bound", "models", "seed", "digest", "events_per_s", "wall_s",
            ],
            result.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["model", "requests", "in_slo", "attainment", "p50_ms", "p90_ms", "p95_ms", "p99_ms"], result.GetProperty("models")[0].EnumerateObject().Select(p => p.Name));
        Assert.InRange(result.GetProperty("requests").GetInt32(), 700, 900);
        Assert.InRange(result.GetProperty("in_slo").GetInt32(), 700, result.GetProperty("bound_in_slo").GetInt32());
        Assert.InRange(result.GetProperty("share_of_bound").GetDouble(), 0.9, 1);
    }

    [Fact]
    public void Simulate_NoBound_IsNull() => Assert.Equal(JsonValueKind.Null, Json("--model", Inline, "--seconds", "1", "--no-bound").GetProperty("share_of_bound").ValueKind);

    [Fact]
    public void Simulate_SameSeed_SameDigestAndAnotherSeedAnother()
    {
        var digests = new[] { "5", "5", "6" }.Select(seed => Json("--model", Inline, "--seconds", "1", "--seed", seed).GetProperty("digest").GetString()).ToList();
        Assert.Equal(digests[0], digests[1]);
        Assert.NotEqual(digests[0], digests[2]);
    }

    [Fact]
    public void Simulate_Check_ChangesNoDecision()
    {
        var digests = new[] { "--no-bound", "--check" }.Select(option => Json("--model", Inline, "--seconds", "1", option).GetProperty("digest").GetString()).ToList();
        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public void Simulate_Lanes_SameRequestsBesideEachOther()
    {
        var (one, two) = (Json("--model", Inline, "--seconds", "1"), Json("--model", Inline, "--seconds", "1", "--lanes", "2"));
        Assert.Equal((1, 2), (one.GetProperty("lanes_per_gpu").GetInt32(), two.GetProperty("lanes_per_gpu").GetInt32()));
        Assert.Equal(one.GetProperty("requests").GetInt32(), two.GetProperty("requests").GetInt32());
        Assert.NotEqual(one.GetProperty("digest").GetString(), two.GetProperty("digest").GetString());
        Assert.InRange(two.GetProperty("share_of_bound").GetDouble(), 0.5, 1);
        var slower = Json("--model", Inline, "--seconds", "1", "--lanes", "2", "--lane-rule", "proportional", "--lane-interference", "0.1");
        Assert.True(slower.GetProperty("models")[0].GetProperty("p50_ms").GetDouble() > two.GetProperty("models")[0].GetProperty("p50_ms").GetDouble());
    }

    [Fact]
    public void Simulate_ExplainOnLanes_NamesDeviceAndLane()
    {
        var told = Json("--model", Inline, "--seconds", "1", "--lanes", "2", "--explain", "3").GetProperty("events").EnumerateArray().Single(e => e.GetProperty("what").GetString() == "dispatched");
        Assert.Equal(0, told.GetProperty("device").GetInt32());
        Assert.Contains($"on device 0, lane {told.GetProperty("lane").GetInt32()} ", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_ModelsFile_ReadsWhatWasMeasuredOnLanes()
    {
        var path = Write("models.yaml", "models:\n  - {name: a, latency: {1: 2, 8: 9}, lanes: {2: {1: 3, 8: 15}, 4: {1: 7, 8: 30}}, slo: 100ms, rate: 1}");
        Assert.Equal(7, Json("--models", path, "--seconds", "20", "--lanes", "4").GetProperty("models")[0].GetProperty("p50_ms").GetDouble());
    }

    [Fact]
    public void Simulate_Ageing_KeepsTheLowestPriorityFromStarving()
    {
        var never = WorstModel("0");
        Assert.True(WorstModel("0.02") > never + 0.02, $"{never} without ageing");

        double WorstModel(string ageing) => Json(
            "--model", "urgent:alpha=1,beta=4,slo=60ms,rate=1500,max_batch=8,priority=0", "--model", "rest:alpha=1,beta=4,slo=500ms,rate=100,max_batch=8,priority=3",
            "--seconds", "4", "--no-bound", "--ageing", ageing).GetProperty("worst_model_attainment").GetDouble();
    }

    [Theory]
    [InlineData("table")]
    [InlineData("text")]
    public void Simulate_TableOrText_PrintsModelsSeedAndDigest(string format)
    {
        Assert.Equal(0, Invoke("--seconds", "0.5", "--seed", "7", "-o", format));
        foreach (var expected in new[] { "vision", "filter", "p95 ms", "offered load 0.800", "no schedule could have more than", "seed 7, digest " })
            Assert.Contains(expected, Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_ModelsFile_ReadsEveryWayOfAProfile()
    {
        var path = Write("models.yaml", """
            models:
              - name: table
                latency: {1: 2.5, 8: 5, 32: 15}
                slo: 60ms
                share: 2
                cv: 2
                priority: 0
                state_mb: 1.5
              - {name: line, alpha: 1, beta: 4, max_batch: 16, arrivals: "mmpp:5:0.5:2"}
              - {name: known, profile: bert-large-t4}
            """);
        var result = Json("--models", path, "--slo", "4x", "--load", "0.5", "--gpus", "2", "--seconds", "5");
        Assert.Equal(["table", "line", "known"], result.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("model").GetString()));
        Assert.Equal(0.5, result.GetProperty("offered_load").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData("--policy best", "--policy best: there is no such policy; known are shepherd")]
    [InlineData("--gpus 0", "--gpus: '0' is not what it takes: a whole number from 1 to")]
    [InlineData("--models none.yaml", "--models none.yaml: there is no such file; give one that is there, or a built-in set: mixed, a100, v100, t4")]
    [InlineData("--trace none.csv", "--trace none.csv: there is no such file")]
    [InlineData("--trace-start 5", "--trace-start: there is no trace that it is about; add --trace")]
    [InlineData("--trace-start 0", "--trace-start: there is no trace")]
    [InlineData("--trace-seconds 5", "--trace-seconds: there is no trace")]
    [InlineData("--trace-map weight", "--trace-map: there is no trace")]
    [InlineData("--trace-map x", "--trace-map: 'x' is not what it takes: weight or round-robin")]
    [InlineData("--models .", "--models .: it is a directory; give a file in it, or a built-in set: mixed")]
    [InlineData("--trace .", "--trace .: it is a directory; give a file in it")]
    [InlineData("--slo rubbish", "--slo 'rubbish' is neither a time such as 25ms nor a multiple of l(1) such as 5x")]
    [InlineData("--slo 0ms", "--slo '0ms' is neither")]
    [InlineData("--slo NaNms", "--slo 'NaNms' is neither")]
    [InlineData("--slo -5x", "--slo '-5x' is neither")]
    [InlineData("--slo 1e9x", "slo '1e9x' is neither")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=1 --slo 5", "--slo '5' is neither")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=1 --slo 6x", "--slo: it changes nothing, as every model names an SLO of its own; leave it out")]
    [InlineData("--models mixed --slo 1ms", "its SLO of 1 ms is below l(1) = 6.286 ms: no request could meet it; give it a longer one, a built-in set by --slo")]
    [InlineData("--lambda 4", "--lambda: policy shepherd has none; add --policy flex, or leave it out")]
    [InlineData("--policy edf --batchgen max", "--batchgen: policy edf has none")]
    [InlineData("--policy flex --batchgen bogus", "--batchgen: 'bogus' is not what it takes: max or literal")]
    [InlineData("--preemption bogus", "--preemption: 'bogus' is not what it takes: none, restart or suspend")]
    [InlineData("--policy edf --ageing 1", "--ageing: policy edf is blind to priorities, so that none ages; take --policy shepherd")]
    [InlineData("--policy edf --exit-points 4", "--exit-points: policy edf stops no batch; add --preemption restart or suspend, or leave it out")]
    [InlineData("--preemption none --exit-points 4", "--exit-points: with --preemption none no batch is stopped; leave one of the two out")]
    [InlineData("--policy flex --lambda Infinity --exit-points 4", "--exit-points: with --lambda Infinity no batch is stopped; leave one of the two out")]
    [InlineData("--policy flex --preemption none --lambda 4", "--lambda: with --preemption none no batch is stopped; leave one of the two out")]
    [InlineData("--ideal --exit-points 8", "--exit-points: --ideal stops batches anywhere")]
    [InlineData("--lane-rule line", "--lane-rule: it says how long batches take on a part of a device, and one lane is all of it; add --lanes 2 or more")]
    [InlineData("--lane-interference 0.1", "--lane-interference: a device of one lane has no neighbours on it; add --lanes 2 or more")]
    [InlineData("--lanes 2 --lane-rule x", "--lane-rule: 'x' is not what it takes: line or proportional")]
    [InlineData("--model a:beta=4,slo=5x,rate=1", "alpha is missing; give alpha and beta (ms), profile and the name of a built-in one, or in a file of --models a latency table")]
    [InlineData("--model a:alpha=1,slo=5x,rate=1", "beta is missing, and 0 is taken where it is given; give alpha and beta (ms), profile")]
    [InlineData("--model a:alpha=0,beta=0,slo=5x,rate=1", "alpha is '0'; it takes a positive number")]
    [InlineData("--model a:alpha=-1,beta=0,slo=5x,rate=1", "alpha is '-1'; it takes a positive number")]
    [InlineData("--model a:alpha=NaN,beta=0,slo=5x,rate=1", "alpha is 'NaN'; it takes a positive number")]
    [InlineData("--model a:alpha=1e300,beta=0,slo=5x,rate=1", "alpha is '1e300'; it takes a positive number up to 1000000")]
    [InlineData("--model a:alpha=0.0000001,beta=0,slo=5x,rate=1", "alpha is 0 ms a request; it must be more than 0")]
    [InlineData("--model a:alpha=1,beta=-1,slo=5x,rate=1", "beta is '-1'; it takes a number from 0")]
    [InlineData("--model a:profile=gpt-9,slo=5x,rate=1", "profile 'gpt-9' is not built in; known are resnet50-a100")]
    [InlineData("--model a:profile=resnet50-t4,alpha=1,slo=5x,rate=1", "more than one profile")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=0", "rate is '0'; it takes a positive number")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=1,cv=0", "cv is '0'; it takes a positive number")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=1,cv=5000", "CV is 5000; it must be positive (1 is Poisson) and at most 1000")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=1,max_batch=2.5", "max_batch is '2.5'; it takes a whole number")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=1,priority=4", "priority is '4'; it takes a whole number from 0 to 3")]
    [InlineData("--model a:alpha=1,beta=0,slo=5x,rate=1,speed=3", "'speed=3' is not one of alpha=")]
    [InlineData("--model a:alpha=1,alpha=2,slo=5x,rate=1", "alpha is given twice")]
    [InlineData("--model alpha=1", "it takes name:key=value")]
    [InlineData("--model a:alpha=1,beta=4,rate=1", "slo is missing; give slo=25ms here or --slo")]
    [InlineData("--model a:alpha=1,beta=4,rate=1,slo=soon", "slo 'soon' is neither a time such as 25ms nor a multiple")]
    [InlineData("--model a:alpha=1,beta=4,rate=1,slo=1e300ms", "slo '1e300ms' is neither")]
    [InlineData("--model a:alpha=1,beta=4,rate=1,slo=4ms", "--model a:alpha=1,beta=4,rate=1,slo=4ms: its SLO of 4 ms is below l(1) = 5 ms: no request could meet it; give it a longer one")]
    [InlineData("--model a:alpha=1,beta=0,rate=1,slo=5x --model a:alpha=1,beta=0,rate=1,slo=5x", "model 'a' is given more than once")]
    [InlineData("--model a:alpha=1,beta=0,rate=1,slo=5x --mix zipf:1", "model 'a' has a rate beside a mix")]
    [InlineData("--arrivals weibull", "--arrivals 'weibull': it takes poisson, gamma:CV")]
    [InlineData("--arrivals gamma:-1", "--arrivals 'gamma:-1': CV is -1")]
    [InlineData("--arrivals gamma:x", "--arrivals 'gamma:x': it takes")]
    [InlineData("--arrivals mmpp:0.5:1:1", "a burst must be at least as dense")]
    [InlineData("--arrivals diurnal:2:60", "amplitude is 2; it must be 0 to 1")]
    [InlineData("--mix pareto:1", "--mix pareto:1: it takes zipf:EXPONENT")]
    [InlineData("--models-count 0", "--models-count: '0' is not what it takes: a whole number from 1 to 10000")]
    [InlineData("--load 0", "--load: '0' is not what it takes: a number from 1E-06 to 1000")]
    [InlineData("--load NaN", "--load: 'NaN' is not what it takes")]
    [InlineData("--load 0.5 --rate-scale 2", "a load and a rate scale are both given")]
    [InlineData("--seconds -1", "--seconds: '-1' is not what it takes: a number from 0.001 to 86400")]
    [InlineData("--seconds 80000 --load 500", "at most 20000000 fit; simulate less time")]
    [InlineData("--exit-points -1", "--exit-points: '-1' is not what it takes: a whole number from 0 to")]
    [InlineData("--seed 1.5", "--seed: '1.5' is not what it takes: a whole number")]
    [InlineData("--policy flex --lambda much", "--lambda: 'much' is not what it takes: a number above 1, or Infinity")]
    [InlineData("--policy flex --lambda 1", "--lambda: '1' is not what it takes: a number above 1, or Infinity")]
    [InlineData("--lanes 0", "--lanes: '0' is not what it takes: a whole number from 1 to 48")]
    [InlineData("--models a100 --lanes 48 --slo 5x", "on one of 48 lanes l(1) = ")]
    [InlineData("-o yaml", "--output: 'yaml' is not what it takes: table or json")]
    public void Simulate_BadInput_NamesItAndTheRemedy(string arguments, string expected)
    {
        Assert.Equal(1, Invoke(arguments.Split(' ')));
        Assert.Contains(expected, Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", Error.ToString(), StringComparison.Ordinal);
        Assert.Single(Error.ToString().TrimEnd().Split('\n'));
        Assert.DoesNotContain("digest", Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models: []", ":1: the list 'models' is empty; write an item '- name: …' for each model")]
    [InlineData("models:", ": it has no list 'models'; write 'models:'")]
    [InlineData("- name: a", "it has no list 'models'")]
    [InlineData("models:\n  - name: [", ":3: ")]
    [InlineData("models:\n  - alpha: 1", ":2: the model has no name")]
    [InlineData("models:\n  - name: a\n    speed: 3", ":3: model 'a': 'speed' is no known key; known are name, latency, lanes, alpha")]
    [InlineData("models:\n  - name: a\n    slo: 5x", ":2: model 'a': alpha is missing; give alpha and beta (ms), profile and the name of a built-in one, or in a file of --models a latency table")]
    [InlineData("models:\n  - name: a\n    alpha: 1\n    slo: 5x", ":2: model 'a': beta is missing")]
    [InlineData("models:\n  - name: a\n    latency: {}", ":2: model 'a': latency: the profile is empty")]
    [InlineData("models:\n  - name: a\n    latency: 5", ":3: model 'a': latency takes milliseconds by batch size")]
    [InlineData("models:\n  - name: a\n    latency: {1: fast}", ":3: model 'a': latency has '1: fast'")]
    [InlineData("models:\n  - name: a\n    latency: {1: -2}", ":2: model 'a': latency: batch size 1 takes -2 ms: it must be more than 0")]
    [InlineData("models:\n  - name: a\n    latency: {8: 1e300}", ":3: model 'a': latency has '8: 1e300', which is too large; a batch may take at most an hour, 3600000 ms")]
    [InlineData("models:\n  - {name: a, alpha: 1, beta: 0}\n  - {name: b, alpha: 1, beta: 0}\n  - {name: a, alpha: 1, beta: 0}", ":4: model 'a': there is one of this name in line 2")]
    [InlineData("models:\n  - {name: a, alpha: 1, beta: 0}\n  - {name: b, alpha: 2, beta: 0, slo: 1ms}", ":3: model 'b': its SLO of 1 ms is below l(1) = 2 ms")]
    [InlineData("models:\n  - name: a\n    latency: {1: 2, 8: 9}\n    lanes: {2: {1: 3, 8: 8}}", ":2: model 'a': lanes: 2: batch size 8 takes 8 ms, less than the 9 ms of the whole device")]
    [InlineData("models:\n  - name: a\n    latency: {1: 2, 4: 8, 8: 9}\n    lanes: {2: {1: 3, 8: 12}}", "lanes: 2: batch size 4 takes 6.857142 ms, less than the 8 ms")]
    [InlineData("models:\n  - name: a\n    latency: {1: 2}\n    lanes: 5", ":4: model 'a': lanes takes a latency table by the number of lanes")]
    [InlineData("models:\n  - name: a\n    latency: {1: 2}\n    lanes: {1: {1: 5}}", ":4: model 'a': lanes has '1'; it takes whole numbers of lanes from 2 to 48")]
    [InlineData("models:\n  - name: a\n    latency: {1: 2}\n    lanes: {2: {1: x}}", ":4: model 'a': lanes: 2: latency has '1: x'")]
    [InlineData("models:\n  - name: a\n    latency: {1: 2}\n    lanes: {2: {}}", ":2: model 'a': lanes: 2: the profile is empty")]
    [InlineData("models:\n  - name: a\n    latency: {4: 2, 1: 3}", "batch size 1 comes after 4: sizes must ascend")]
    [InlineData("models:\n  - name: a\n    latency: {1: 3, 4: 2}", "batch size 4 takes 2 ms, less than the 3 ms of 1")]
    [InlineData("models:\n  - name: a\n    latency: {1: 3}\n    rate: [1]", ":4: model 'a': rate takes one value")]
    [InlineData("models:\n  - name: a\n    latency: {1: 3}\n    cv: 1\n    arrivals: poisson", "both cv and arrivals")]
    public void Simulate_BadModelsFile_SaysFileLineAndRemedy(string yaml, string expected)
    {
        var path = Write("models.yaml", yaml);
        Assert.Equal(1, Invoke("--models", path, "--slo", "5x"));
        Assert.StartsWith(path, Error.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_ModelsFileOtherThanUtf8_SaysFileAndLine()
    {
        var path = Write("models.yaml", "");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("models:\n  - name: a\n    slo: 5\u00b5s"));
        Assert.Equal(1, Invoke("--models", path));
        Assert.Equal($"{path}:3: it is not UTF-8 text; save the file as UTF-8\n", Error.ToString());
    }

    [Fact]
    public void Simulate_ModelsFileWithByteOrderMark_IsRead()
    {
        var path = Write("models.yaml", "\ufeffmodels:\n  - {name: größe, alpha: 1, beta: 2, slo: 5x, rate: 10}");
        Assert.Equal("größe", Json("--models", path, "--seconds", "1", "--no-bound").GetProperty("models")[0].GetProperty("model").GetString());
    }

    [Fact]
    public void Simulate_OutputThatTakesNothing_SaysSoInOneLine()
    {
        using var full = new FullWriter();
        Assert.Equal(1, SimulateCommand.Create().Parse(["--seconds", "0.1", "--no-bound", "-o", "json"]).Invoke(new InvocationConfiguration { Output = full, Error = Error }));
        Assert.Equal("standard output could not be written (No space left on device); send it to a file or a program that takes it\n", Error.ToString());
    }

    [Fact]
    public void Simulate_FormOfAModel_HasEveryKey() => Assert.All(ModelText.Keys, key => Assert.Contains(key + "=", ModelSpec.Form, StringComparison.Ordinal));

    [Fact]
    public void Simulate_NoRequest_HasNoAttainmentAndSaysSo()
    {
        string[] none = ["--model", "a:alpha=1,beta=0,slo=5x,rate=0.001", "--seconds", "0.01"];
        Assert.Equal(0, Invoke([.. none, "-o", "json"]));
        Assert.StartsWith("no request arrived", Error.ToString(), StringComparison.Ordinal);
        var result = JsonDocument.Parse(Output.ToString()).RootElement;
        foreach (var name in new[] { "attainment", "worst_model_attainment", "share_of_bound" })
            Assert.Equal(JsonValueKind.Null, result.GetProperty(name).ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("models")[0].GetProperty("attainment").ValueKind);
        Assert.Equal(0, Invoke(none));
        Assert.Contains("on 1 GPU, ", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("attainment - (worst model -)", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_SloBesideABuiltInSet_IsThatOfEveryModel()
    {
        var tight = Json("--seconds", "1", "--no-bound", "--slo", "1.5x").GetProperty("attainment").GetDouble();
        Assert.True(tight < Json("--seconds", "1", "--no-bound").GetProperty("attainment").GetDouble() - 0.02);
    }

    [Fact]
    public void Simulate_ModelBesideModels_IsOneMore() =>
        Assert.Equal(["vision", "ranker", "detector", "language", "filter", "mine"], Json("--models", "mixed", "--model", "mine:alpha=1,beta=0,slo=5x", "--seconds", "1", "--no-bound").GetProperty("models").EnumerateArray().Select(m => m.GetProperty("model").GetString()));
}

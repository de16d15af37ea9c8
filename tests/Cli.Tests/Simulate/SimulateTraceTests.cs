namespace Shepherd.Cli.Tests.Simulate;

/// <summary>Recorded arrivals on the command line.</summary>
public sealed class SimulateTraceTests : SimulateRun
{
    [Fact]
    public void Simulate_Trace_SaysByHowMuchItsTimeIsCompressed()
    {
        var path = Write("trace.csv", "timestamp_s,model\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},x\n")));
        var result = Json("--models", "a100", "--models-count", "2", "--trace", path, "--trace-start", "100", "--trace-seconds", "200", "--rate-scale", "100");
        Assert.Equal((200, 2, 100), (result.GetProperty("requests").GetInt32(), result.GetProperty("seconds").GetInt32(), result.GetProperty("time_compression").GetInt32()));
    }

    [Theory]
    [InlineData("timestamp_s,model\n2,x\n1,x", ":3: out of order")]
    [InlineData("timestamp_s,model\nsoon,x", ":2: timestamp_s is 'soon'")]
    [InlineData("when,what\n1,2", ":1: 'when,what' is no header of a known trace")]
    public void Simulate_BadTrace_SaysFileLineAndRemedy(string rows, string expected)
    {
        var path = Write("trace.csv", rows);
        Assert.Equal(1, Invoke("--trace", path));
        Assert.StartsWith(path + expected, Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timestamp_s,model\n1,a\n2,b\n3,ghost", ":4: 'ghost' is no model given, known are a, b; other rows name some that are; rename it")]
    [InlineData("timestamp_s,model\n1,ghost\n2,ghost", ":2: 'ghost' is no model given, known are a, b; rename it, or give models what others were sent by --trace-map")]
    [InlineData("minute,model,count\n0,y,1\n1,x,2", ":3: 'x' is no model given, known are a, b; rename it")]
    [InlineData("timestamp_s,model\n1,a\n2,a", " has no request for model 'b' in the selected time; leave the model out")]
    [InlineData("timestamp_s,model\n1,a,7", ":2: 3 fields, more than the 2 columns timestamp_s,model")]
    [InlineData("minute,model,count\n0,a,1\n1,ghost,2", ":3: 'ghost' is no model given")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.97,4808", ":2: 2 of the columns TIMESTAMP,ContextTokens,GeneratedTokens")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.97,4808,", ":2: GeneratedTokens is ''; it takes a number from 0")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.97,-1,5", ":2: ContextTokens is '-1'; it takes a number from 0")]
    public void Simulate_TraceThatDoesNotFit_SaysFileLineAndRemedy(string rows, string expected)
    {
        var path = Write("trace.csv", rows);
        Assert.Equal(1, Invoke("--model", "a:alpha=1,beta=0,slo=5x,share=1", "--model", "b:alpha=1,beta=0,slo=5x,share=1", "--trace", path));
        Assert.StartsWith(path + expected, Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_TraceOfOtherModelsThanTheOneGiven_NeedsAMapping()
    {
        string[] arguments = ["--model", "a:alpha=1,beta=0,slo=5x", "--no-bound", "--trace", Write("trace.csv", "timestamp_s,model\n1,ghost\n2,ghost\n")];
        Assert.Equal(1, Invoke(arguments));
        Assert.Contains("trace.csv:2: 'ghost' is no model given, known are a; ", Error.ToString(), StringComparison.Ordinal);
        Error.GetStringBuilder().Clear();
        Assert.Equal(2, Json([.. arguments, "--trace-map", "weight"]).GetProperty("requests").GetInt32());
    }

    [Fact]
    public void Simulate_TraceOfFewerRequestsThanModels_NamesTheTraceAndTheRemedy()
    {
        var path = Write("trace.csv", "timestamp_s,model\n1,x\n");
        Assert.Equal(1, Invoke("--trace", path));
        Assert.Contains($": {path} has no request for it in the selected time; leave the model out, or select more of the trace", Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timestamp_s,model\n1,vision", "gamma:2", "--arrivals: the trace says when requests arrive")]
    [InlineData("minute,model,count\n0,vision,5", "diurnal:0.5:60", "--arrivals: the trace says how many requests arrive in each minute, and gamma:CV")]
    public void Simulate_ArrivalsThatATraceHas_AreRefused(string rows, string arrivals, string expected)
    {
        Assert.Equal(1, Invoke("--trace", Write("trace.csv", rows), "--arrivals", arrivals));
        Assert.StartsWith(expected, Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_TraceOfSomeModelsOfABuiltInSet_ServesThose()
    {
        var path = Write("trace.csv", "timestamp_s,model\n1,vision\n2,ranker\n3,vision\n");
        Assert.Equal(["vision", "ranker"], Json("--trace", path).GetProperty("models").EnumerateArray().Select(m => m.GetProperty("model").GetString()));
    }
}

using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Profile;

public sealed class ProfileCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("profile-command").FullName;

    public ProfileCommandTests()
    {
        var version = Directory.CreateDirectory(Path.Combine(_folder, "models", "slow", "1")).FullName;
        File.WriteAllText(Path.Combine(version, "config.yaml"), """
            runtime: replay
            slo_ms: 60000
            max_batch: 4
            replay: {latency_ms: {1: 2, 4: 5}}
            inputs: [{name: x, datatype: FP32, shape: [4]}]
            outputs: [{name: y, datatype: FP32, shape: [4]}]
            """);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Profile_To_FeedsSimulatorAndPlanner()
    {
        Assert.Equal((0, ""), (Invoke(ProfileArguments("--to", PathOf("profiles.json"))), ""));
        var row = JsonDocument.Parse(File.ReadAllText(PathOf("profiles.json"))).RootElement.GetProperty("models")[0];
        Assert.Equal(["1", "2", "4"], row.GetProperty("latency").EnumerateObject().Select(p => p.Name));
        var times = row.GetProperty("latency").EnumerateObject().Select(p => p.Value.GetDouble()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.True(times[0] > 0);
        Assert.Equal("4", row.GetProperty("measured")[0].GetProperty("buckets")[0].GetProperty("shape").GetString());

        Assert.True(Run(SimulateCommand.Create(), "--models", PathOf("profiles.json"), "--load", "0.5", "--seconds", "1") == 0, _error.ToString());
        File.WriteAllText(PathOf("demand.yaml"), "streams: [{model: slow, rate: 10, slo: 1000ms}]");
        File.WriteAllText(PathOf("cluster.yaml"), "devices: [{type: cpu-1t, count: 1, memory_gb: 1, price: 1}]");
        Assert.True(Run(PlanCommand.Create(), "simulate", "--models", PathOf("profiles.json"), "--demand", PathOf("demand.yaml"), "--cluster", PathOf("cluster.yaml"), "--seconds", "1") == 0, _error.ToString());
    }

    [Fact]
    public void Profile_Write_IsBesideTheConfiguration()
    {
        Assert.Equal(0, Invoke(ProfileArguments("--write")));
        Assert.True(File.Exists(PathOf("models/slow/1/profile.json")));
        Assert.Contains("slow on cpu-1t", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,16", new[] { 1, 4 }, "--batches 16: over the 4 that model 'slow' takes; 4 is measured instead, raise its max_batch for more")]
    [InlineData("1,2", new[] { 1, 2 }, "")]
    public void Profile_Batches_KeepTheModelsLargestAndSayWhatIsOverIt(string batches, int[] measured, string said)
    {
        Assert.Equal(0, Invoke(ProfileArguments("--write", "--batches", batches)));
        var row = JsonDocument.Parse(File.ReadAllText(PathOf("models/slow/1/profile.json"))).RootElement.GetProperty("models")[0];
        Assert.Equal(4, row.GetProperty("max_batch").GetInt32());
        Assert.Equal(measured.Select(b => $"{b}"), row.GetProperty("latency").EnumerateObject().Select(p => p.Name));
        Assert.Contains(said, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(said.Length > 0, _error.ToString().Contains("--batches", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nope", "model 'nope': there is none such; give a name in ")]
    [InlineData("slow --batches 0", "--batches 0: '0' is no batch size")]
    [InlineData("slow --batches 8", "--batches: all are over the 4 that model 'slow' takes")]
    [InlineData("slow --shapes 5", "--shapes 5: ")]
    [InlineData("slow --shapes y=4", "--shapes y=4: there is no input 'y'; there are x")]
    [InlineData("slow --devices gpu", "--devices: 'gpu' is not of the form kind:number")]
    [InlineData("slow --to /nowhere/x.json", "--to /nowhere/x.json: it cannot be written")]
    public void Profile_BadInput_IsOneLineWithTheRemedy(string arguments, string expected)
    {
        Assert.Equal(ExitCodes.Failed, Invoke([.. arguments.Split(' '), "--models", PathOf("models"), "--seconds", "0.01", "--threads", "1"]));
        Assert.StartsWith(expected, _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string[] ProfileArguments(params string[] more) => ["slow", "--models", PathOf("models"), "--seconds", "0.01", "--threads", "1", .. more];

    private int Invoke(params string[] arguments) => Run(ProfileCommand.Create(HomeFolders.At(_folder)), arguments);

    private int Run(Command command, params string[] arguments) =>
        CommandLine.InvokeAsync(new Command("shepherd") { command }, [command.Name, .. arguments], new InvocationConfiguration { Output = _output, Error = _error }).GetAwaiter().GetResult();
}

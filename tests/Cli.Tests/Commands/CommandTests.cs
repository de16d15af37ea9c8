using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Demo;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Tests.Ocr;
using Shepherd.Cli.Tests.Ocr.Png;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("commands").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly FakeCluster _cluster = new();
    private ClusterRequest? _request;

    public CommandTests()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Home.Characters)!);
        File.WriteAllText(Home.Characters, "a\nb\nc\n");
        File.WriteAllBytes(Path.Combine(_folder, "one.png"), new PngWriter(96, 64, 0, (_, _, _) => 200).ToFile());
        File.WriteAllText(Path.Combine(_folder, SampleSet.TextsFile), """{"one.png":["ab"]}""");
    }

    private HomeFolders Home => new(Path.Combine(_folder, "models"), _folder, Path.Combine(_folder, "scratch"));

    private string Good => Path.Combine(_folder, "one.png");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ocr_Files_PrintsTheirText()
    {
        Assert.Equal(0, await Invoke(OcrCommand.Create(Open, Home), Good, "--workers", "3"));

        Assert.Contains("one.png · 1 line ·", _output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\nab\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal((null, 3), (_request!.BootstrapServers, _request.Workers));
        Assert.True(_cluster.Disposed && _cluster.Client.Disposed);
    }

    [Fact]
    public async Task Ocr_BadFileAmongGood_NamesItReadsTheOthersAndFails()
    {
        var bad = Path.Combine(_folder, "bad.png");
        File.WriteAllText(bad, "not a picture");

        Assert.Equal(1, await Invoke(OcrCommand.Create(Open, Home), bad, Path.Combine(_folder, "none.png"), Good));

        Assert.Contains($"{bad}: it is not a PNG file; convert it: convert '{bad}'", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("none.png: there is no such file", _error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\nab\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ocr_Json_GivesALineAFile()
    {
        Assert.Equal(1, await Invoke(OcrCommand.Create(Open, Home), Good, "none.png", "-o", "json", "--bootstrap-server", "kafka:9092", "--timeout-ms", "1500"));

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Equal(("OK", "ab"), (lines[0].GetProperty("outcome").GetString(), lines[0].GetProperty("lines")[0].GetProperty("text").GetString()));
        Assert.Equal(4, lines[0].GetProperty("lines")[0].GetProperty("box").GetArrayLength());
        Assert.StartsWith("none.png: there is no such file", lines[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("kafka:9092", _request!.BootstrapServers);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), _cluster.Client.LastOptions!.Timeout);
    }

    [Fact]
    public async Task Ocr_RequestNotOk_SaysWhyAndFails()
    {
        _cluster.Client.On(OcrModels.Detection, Outcome.Expired, "too late");

        Assert.Equal(1, await Invoke(OcrCommand.Create(Open, Home), Good));
        Assert.Contains("EXPIRED: ppocr-detection: too late", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ocr_NoCharacters_SaysHowToGetThemAndStartsNothing()
    {
        File.Delete(Home.Characters);

        Assert.Equal(1, await Invoke(OcrCommand.Create(Open, Home), Good));
        Assert.Contains("run eng/models.sh", _error.ToString(), StringComparison.Ordinal);
        Assert.Null(_request);
    }

    [Fact]
    public async Task Demo_Default_PrintsTextsAndSummary()
    {
        Assert.Equal(0, await Invoke(DemoCommand.Create(Open, Home)));

        var text = _output.ToString();
        Assert.Contains("one.png · OK · ", text, StringComparison.Ordinal);
        Assert.Contains("\n    ab\n", text, StringComparison.Ordinal);
        Assert.EndsWith("3 requests, OK 3, lost 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.True(_cluster.Disposed && _cluster.Client.Disposed);
    }

    [Fact]
    public async Task Demo_Json_GivesExactlyOneLine()
    {
        Assert.Equal(0, await Invoke(DemoCommand.Create(Open, Home), "--passes", "1", "-o", "json"));

        var line = Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var names = JsonDocument.Parse(line).RootElement.EnumerateObject().Select(p => p.Name);
        Assert.Equal(["requests", "outcomes", "lost", "goodput_rps", "p50_ms", "p99_ms", "char_accuracy"], names);
        Assert.Contains("one.png · OK", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_LostRequest_Fails()
    {
        _cluster.Client.Fail(OcrModels.Angle, new TimeoutException("no worker answered"));

        Assert.Equal(1, await Invoke(DemoCommand.Create(Open, Home), "--passes", "1"));
        Assert.EndsWith("2 requests, OK 1, lost 1\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_OtherOutcomes_AreNotLost()
    {
        _cluster.Client.On(OcrModels.Angle, Outcome.Expired, "late");

        Assert.Equal(0, await Invoke(DemoCommand.Create(Open, Home), "--passes", "1"));
        Assert.EndsWith("2 requests, EXPIRED 1, OK 1, lost 0\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_Stopped_SumsUpAndDoesNotReportSuccess()
    {
        using var stop = new CancellationTokenSource();
        _cluster.Client.On(OcrModels.Angle, async token =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("unreachable");
        });

        var configuration = new InvocationConfiguration { Output = _output, Error = _error };
        Assert.Equal(ExitCodes.Stopped, await DemoCommand.Create(Open, Home).Parse(["--passes", "1"]).InvokeAsync(configuration, stop.Token));
        Assert.EndsWith("lost 0\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--passes", "0")]
    [InlineData("--seed", "1.5")]
    [InlineData("--rate", "0")]
    [InlineData("--rate", "NaN")]
    [InlineData("--seconds", "-1")]
    [InlineData("--seconds", "soon")]
    [InlineData("--workers", "65")]
    [InlineData("--workers", "two")]
    [InlineData("--timeout-ms", "1s")]
    [InlineData("--timeout-ms", "0")]
    [InlineData("-o", "yaml")]
    public async Task Demo_BadOption_NamesItAndStartsNothing(string option, string value)
    {
        Assert.NotEqual(0, await Invoke(DemoCommand.Create(Open, Home), option, value));

        var line = Assert.Single(_error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"{(option == "-o" ? "--output" : option)}: '{value}' is not what it takes: ", line, StringComparison.Ordinal);
        Assert.Null(_request);
    }

    [Fact]
    public async Task Worker_ThreadsThatAreNoNumber_SaysSoInOneLine()
    {
        Assert.NotEqual(0, await Invoke(WorkerCommand.Create(Home), "--bootstrap-server", "kafka:9092", "--threads", "x"));

        Assert.Equal("--threads: 'x' is not what it takes: a whole number from 1 to 1024\n", _error.ToString().Replace("\n\n", "\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--policy", "best", "--policy best: there is no such policy; known are shepherd")]
    [InlineData("--tenant", "a:weight=-1", "--tenant a:weight=-1: tenant 'a': weight is -1; it must be more than 0")]
    [InlineData("--tenant", "a:speed=1", "--tenant a:speed=1: 'speed=1' is none of its settings: it takes name[:weight=1,quota=100,burst=20,records=50,bytes=1000000], quota")]
    [InlineData("--ageing", "-1", "--ageing: '-1' is not what it takes: a number from 0 to 86400")]
    [InlineData("--preemption", "kill", "--preemption: 'kill' is not what it takes: none, restart or suspend")]
    [InlineData("--suspend-budget", "-1", "--suspend-budget: '-1' is not what it takes: a whole number from 0 to 1048576")]
    public async Task Worker_FaultyScheduling_SaysSoInOneLine(string option, string value, string message)
    {
        Assert.NotEqual(0, await Invoke(WorkerCommand.Create(Home), "--bootstrap-server", "kafka:9092", option, value));

        Assert.StartsWith(message, Assert.Single(_error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_Scheduling_IsHandedToTheWorkersAsGiven()
    {
        await Invoke(DemoCommand.Create(Open, Home), "--policy", "flex", "--tenant", "a:quota=5", "--tenant", "b", "--ageing", "0.25");

        Assert.Equal(["--policy", "flex", "--ageing", "0.25", "--tenant", "a:quota=5", "--tenant", "b"], _request!.WorkerArguments);
    }

    [Fact]
    public async Task Demo_Preemption_IsHandedToTheWorkersAsGiven()
    {
        await Invoke(DemoCommand.Create(Open, Home), "--policy", "edf", "--preemption", "suspend", "--suspend-budget", "64", "--ageing", "1");

        Assert.Equal(["--policy", "edf", "--ageing", "1", "--preemption", "suspend", "--suspend-budget", "64"], _request!.WorkerArguments);
    }

    [Theory]
    [InlineData("--policy", "flex")]
    [InlineData("--preemption", "restart")]
    public async Task Worker_BudgetOfWhatIsNotSuspended_SaysSoInOneLine(string option, string value)
    {
        Assert.NotEqual(0, await Invoke(WorkerCommand.Create(Home), "--bootstrap-server", "kafka:9092", "--suspend-budget", "64", option, value));

        Assert.Equal("--suspend-budget: no batch is suspended; add --preemption suspend, or leave it out\n", _error.ToString());
    }

    [Fact]
    public async Task BenchPreemption_NoRepository_SaysSoInOneLine()
    {
        var missing = Path.Combine(_folder, "none");
        Assert.Equal(1, await Invoke(BenchPreemptionCommand.Create(Home), "--models", missing));

        Assert.StartsWith($"model repository {missing}: no such directory", Assert.Single(_error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_NoConnection_SaysWhy()
    {
        Assert.Equal(1, await Invoke(DemoCommand.Create((_, _) => throw new InferenceClientException("topic 't' is not there"), Home)));

        Assert.Equal("topic 't' is not there\n", _error.ToString());
    }

    private Task<ICluster> Open(ClusterRequest request, CancellationToken cancellationToken)
    {
        _request = request;
        return Task.FromResult<ICluster>(_cluster);
    }

    private Task<int> Invoke(Command command, params string[] arguments) =>
        command.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error });

    private sealed class FakeCluster : ICluster
    {
        public ScriptedClient Client { get; } = new();

        public bool Disposed { get; private set; }

        public Task<IInferenceClient> ConnectAsync(CancellationToken cancellationToken) => Task.FromResult<IInferenceClient>(Client);

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}

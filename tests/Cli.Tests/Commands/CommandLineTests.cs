using System.CommandLine;
using System.CommandLine.Help;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Commands;

public sealed class CommandLineTests
{
    private static readonly HomeFolders Home = new("models", "", "scratch");

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("simulate --gpus 0", "--gpus: '0' is not what it takes: a whole number from 1 to 100000")]
    [InlineData("simulate --batchgen bogus", "--batchgen: 'bogus' is not what it takes: max or literal")]
    [InlineData("simulate --speed 3", "Unrecognized command or argument '--speed'; './shepherd simulate --help' lists what there is")]
    [InlineData("simulate --seed", "Required argument missing for option: '--seed'; './shepherd simulate --help' lists what there is")]
    [InlineData("simulate grid -o xml", "--output: 'xml' is not what it takes: table or json")]
    [InlineData("demo --policy bogus", "--policy bogus: there is no such policy; known are shepherd, ")]
    [InlineData("dev --policy bogus", "--policy bogus: there is no such policy; known are shepherd, ")]
    [InlineData("worker --bootstrap-server a:1 --policy bogus", "--policy bogus: there is no such policy; known are shepherd, ")]
    [InlineData("demo --tenant a --tenant b --tenant a:weight=2", "--tenant a:weight=2: tenant 'a' is given twice; give it once, with all its settings")]
    [InlineData("dev --tenant a --tenant a", "--tenant a: tenant 'a' is given twice")]
    [InlineData("worker", "Option '--bootstrap-server' is required; './shepherd worker --help' lists what there is")]
    [InlineData("herd", "Unrecognized command or argument 'herd'; './shepherd --help' lists what there is")]
    public async Task InvokeAsync_FaultyCommandLine_IsOneLineOnStandardError(string arguments, string expected)
    {
        Assert.Equal(ExitCodes.Failed, await InvokeAsync(arguments.Split(' ')));
        Assert.StartsWith(expected, Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("simulate --help")]
    [InlineData("simulate --gpus 0 --help")]
    public async Task InvokeAsync_Help_IsOnStandardOutput(string arguments)
    {
        Assert.Equal(ExitCodes.Done, await InvokeAsync(arguments.Split(' ')));
        Assert.Contains("Usage:", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task InvokeAsync_HelpOfDev_SaysWhatItStarts()
    {
        await InvokeAsync("dev", "--help");
        var help = string.Join(' ', _output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("without it an embedded one is started --", help, StringComparison.Ordinal);
        Assert.DoesNotContain("where no --bootstrap-server is given", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_NothingAsked_ListsTheCommands()
    {
        Assert.NotEqual(ExitCodes.Done, await InvokeAsync());
        Assert.Contains("simulate", _output.ToString(), StringComparison.Ordinal);
    }

    private Task<int> InvokeAsync(params string[] arguments)
    {
        var root = new Command("shepherd")
        {
            new HelpOption { Recursive = true },
            DemoCommand.Create((_, _) => throw new InvalidOperationException("nothing is to be opened"), Home),
            DevCommand.Create(Home),
            WorkerCommand.Create(Home),
            SimulateCommand.Create(),
        };
        return CommandLine.InvokeAsync(root, arguments, new InvocationConfiguration { Output = _output, Error = _error });
    }
}

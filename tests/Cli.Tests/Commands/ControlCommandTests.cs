using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Control;
using Shepherd.Planner.Http.Replies;

namespace Shepherd.Cli.Tests.Commands;

public sealed class ControlCommandTests
{
    private static readonly BacklogReply Backlog = new("g", 1.5, 0.75, -3, 30, 4, 12.5, 14, 0.4, []);

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("rescale g", "--devices: say how many, or --auto")]
    [InlineData("rescale g --devices 2 --auto", "--devices: say how many, or --auto")]
    [InlineData("rescale g --devices 0", "--devices: '0' is not what it takes")]
    [InlineData("drain", "Required argument missing for command: 'drain'")]
    [InlineData("status --planner nonsense", "--planner: 'nonsense' is not an address")]
    [InlineData("plan", "plan: say --dry-run")]
    [InlineData("status --planner http://127.0.0.1:1", "no planner answers at http://127.0.0.1:1/")]
    public async Task InvokeAsync_Faulty_IsOneLineThatSaysWhatToDo(string arguments, string expected)
    {
        var root = new Command("shepherd") { StatusCommand.Create(), PlanCommand.Create() };
        foreach (var command in OperatorCommands.Create())
            root.Add(command);
        var exitCode = await CommandLine.InvokeAsync(root, arguments.Split(' '), new InvocationConfiguration { Output = _output, Error = _error });
        Assert.Equal(ExitCodes.Failed, exitCode);
        Assert.StartsWith(expected, Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void WriteStatus_ShowsWorkersGroupsMovesAndDirectives()
    {
        ControlTables.WriteStatus(_output, new StatusReply(
            "p", true, "p", "1.4", DateTimeOffset.UnixEpoch, "a joined",
            [
                new WorkerReply("a", "ready", "drain", ["cpu:0"], "1.4", 120, ["g"], [], [new AssignmentReply("a", "g", [0, 1, 3])], 2),
                new WorkerReply("b", "silent", "", [], "", null, [], [], [], 0),
            ],
            [new GroupReply("g", ["m"], 4, [new AssignmentReply("a", "g", [0, 1, 3])], 1, true, ["a"], 2, Backlog)],
            [new MoveReply("g", 0, "a", "b", "preparing"), new MoveReply("g", 1, "a", "b", "preparing")],
            [new DirectiveReply("pin", "g", ["a"], null, "me", DateTimeOffset.UnixEpoch)],
            []));
        var text = _output.ToString();
        foreach (var part in new[] { "plan 1.4 (a joined)", "p leads", "ready, drain", "120 ms", "g 0-1,3", "silent", "12.5/s", "1.500 device-s", "-3 ms", "paused, pinned to a, 2 devices", "g 0-1: a to b, preparing", "pin g to a, by me" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, "", "drain a would:", "say it again with --execute")]
    [InlineData(true, true, "1.5", "drain a: in force since plan 1.5", "what it does")]
    [InlineData(true, true, "", "drain a: taken, for the next plan", "what it does")]
    [InlineData(false, true, "", "drain a: nothing to change", "what it does")]
    public void WriteCommand_SaysWhatBecameOfIt(bool isChanged, bool isExecuted, string epoch, string first, string further)
    {
        ControlTables.WriteCommand(_output, new CommandReply("drain a", isChanged, isExecuted, ["what it does"], epoch, null));
        Assert.StartsWith(first, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(further, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WritePlan_ShowsNowBesideToBe()
    {
        ControlTables.WritePlan(_output, new PlanReply("1.2", "p", DateTimeOffset.UnixEpoch, "why", [new AssignmentReply("a", "g", [0, 1])], [new AssignmentReply("b", "g", [0, 1])], [], [], []));
        Assert.Contains("plan 1.2 by p", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("partitions to be", _output.ToString(), StringComparison.Ordinal);
    }
}

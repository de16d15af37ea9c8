using Shepherd.Cli.Demo;
using Shepherd.Schemas;
using Spectre.Console;

namespace Shepherd.Cli.Tests.Demo;

public class DemoSummaryTests
{
    private static readonly TallySnapshot Tally = new(
        new SortedDictionary<Outcome, long> { [Outcome.Ok] = 580, [Outcome.Expired] = 18 },
        Lost: 2, Withdrawn: 5, InFlight: 0, InTime: 570, P50: TimeSpan.FromMicroseconds(41_234), P99: TimeSpan.FromMilliseconds(310));

    [Fact]
    public void ToJson_Summary_IsTheAgreedLine() =>
        Assert.Equal(
            """{"requests":600,"outcomes":{"EXPIRED":18,"OK":580},"lost":2,"goodput_rps":28.5,"p50_ms":41.23,"p99_ms":310,"char_accuracy":0.9877}""",
            DemoSummary.Of(Tally, TimeSpan.FromSeconds(20), 0.98766).ToJson());

    [Fact]
    public void ToJson_NothingHappened_HasOkAndNulls() =>
        Assert.Equal(
            """{"requests":0,"outcomes":{"OK":0},"lost":0,"goodput_rps":0,"p50_ms":null,"p99_ms":null,"char_accuracy":null}""",
            DemoSummary.Of(new RequestTally().Snapshot(), TimeSpan.Zero, null).ToJson());

    [Fact]
    public void Write_Redirected_IsPlainTextThatEndsWithLost()
    {
        var writer = new StringWriter();
        SummaryTable.Write(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }), DemoSummary.Of(Tally, TimeSpan.FromSeconds(20), null));
        var text = writer.ToString();

        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("28.5 /s", text, StringComparison.Ordinal);
        Assert.EndsWith("600 requests, EXPIRED 18, OK 580, lost 2\n", text, StringComparison.Ordinal);
    }
}

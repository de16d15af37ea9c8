using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Planner.Operations.Rescaling;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.Planner.Tests.Operations.Commands;

/// <summary>Commands through the mediator, as the HTTP front sends them.</summary>
public sealed class MediatorTests : IAsyncDisposable
{
    private readonly GivenCluster _cluster = new();
    private readonly ServiceProvider _services;

    public MediatorTests() => _services = Services(_cluster).BuildServiceProvider();

    [Fact]
    public async Task Drain_Executed_IsInForceAndWrittenDownWithWhoAndWhat()
    {
        var reply = await SendAsync(new OperatorCommand(OperatorVerb.Drain, "a", "me@here"));

        Assert.True(reply.Is(out Response<CommandAccepted>? accepted));
        Assert.Equal((true, true, "1.2"), (accepted.Message.Changed, accepted.Message.Executed, accepted.Message.Epoch));
        Assert.Equal((DirectiveKind.Drain, "a"), (_cluster.Book.InForce[0].Kind, _cluster.Book.InForce[0].Subject));
        var written = Assert.Single(_cluster.Written);
        Assert.Equal((DecisionKind.Command, "drain a", "planner"), (written.Kind, written.Subject, written.By));
        Assert.StartsWith("asked by me@here: partitions 0-1 of group g leave a", written.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_DryRun_ChangesAndWritesNothing()
    {
        var reply = await SendAsync(new OperatorCommand(OperatorVerb.Drain, "a", "me") { DryRun = true });
        Assert.True(reply.Is(out Response<CommandAccepted>? accepted));
        Assert.Equal((true, false), (accepted.Message.Changed, accepted.Message.Executed));
        Assert.Empty(_cluster.Book.InForce);
        Assert.Empty(_cluster.Written);
    }

    [Fact]
    public async Task Drain_Twice_ChangesNothingTheSecondTime()
    {
        await SendAsync(new OperatorCommand(OperatorVerb.Drain, "a", "me"));
        var reply = await SendAsync(new OperatorCommand(OperatorVerb.Drain, "a", "other"));
        Assert.True(reply.Is(out Response<CommandAccepted>? accepted));
        Assert.False(accepted.Message.Changed);
        Assert.Equal("me", Assert.Single(_cluster.Book.InForce).By);
    }

    [Fact]
    public async Task Refused_IsTypedChangesNothingAndIsWrittenDown()
    {
        var reply = await SendAsync(new OperatorCommand(OperatorVerb.Rescale, "g", "me") { Devices = 7 });
        Assert.True(reply.Is(out Response<CommandRefused>? refused));
        Assert.Equal(RefusalKind.Conflict, refused.Message.Why);
        Assert.Empty(_cluster.Book.InForce);
        Assert.StartsWith("refused to me", Assert.Single(_cluster.Written).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotLeading_SaysWhoLeadsAndChangesNothing()
    {
        (_cluster.IsLeading, _cluster.Leader, _cluster.LeaderAddress) = (false, "other", "http://other:9470");
        var reply = await SendAsync(new OperatorCommand(OperatorVerb.Drain, "a", "me"));
        Assert.True(reply.Is(out Response<NotLeading>? elsewhere));
        Assert.Equal(("other", "http://other:9470"), (elsewhere.Message.Leader, elsewhere.Message.Address));
        Assert.Empty(_cluster.Book.InForce);
    }

    [Fact]
    public async Task TopicsNotReadYet_IsRefused()
    {
        _cluster.Missing = "not read yet";
        var reply = await SendAsync(new OperatorCommand(OperatorVerb.Pause, "g", "me"));
        Assert.True(reply.Is(out Response<CommandRefused>? refused));
        Assert.Equal("not read yet", refused.Message.Reason);
    }

    [Fact]
    public async Task Replan_IsWishedForAndWakesTheLoop()
    {
        var isWoken = false;
        _cluster.Book.Changed += () => isWoken = true;
        await SendAsync(new OperatorCommand(OperatorVerb.Replan, "", "me"));
        Assert.True(isWoken);
        Assert.Equal("me asked for a plan", _cluster.Book.TakeWish()!.Reason);
    }

    [Fact]
    public async Task Rescale_Executed_IsFollowedToItsEnd()
    {
        var reply = await SendAsync(new OperatorCommand(OperatorVerb.Rescale, "m", "me") { Devices = 1 });
        Assert.True(reply.Is(out Response<CommandAccepted>? accepted));
        var book = _services.GetRequiredService<RescaleBook>();
        var watch = ActivatorUtilities.CreateInstance<RescaleWatch>(_services);
        await Eventually.BecomesTrueAsync(() => book.Find(accepted.Message.Rescale!.Value) is { Group: "g", State: "Planned" }, "the state machine has begun");

        _cluster.Plan = _cluster.Plan! with { Target = [new PlanAssignment("a", "g", [0, 1, 2, 3])] };
        await LookUntilAsync(watch, book, "Revoking");
        _cluster.Plan = _cluster.Plan! with { Assignments = [new PlanAssignment("a", "g", [0, 1, 2, 3])] };
        _cluster.Workers[1] = Beats.Of("b");
        await LookUntilAsync(watch, book, "Assigning");
        _cluster.Workers[0] = Beats.Of("a", [0, 1, 2, 3]);
        await LookUntilAsync(watch, book, "Done");

        await Eventually.BecomesTrueAsync(() => _cluster.Written.Any(w => w.Reason.StartsWith("done: it has 1 devices: a", StringComparison.Ordinal)), "its end is written down");
    }

    [Fact]
    public async Task Rescale_AnotherPlannerLeads_IsFollowedOnByItsNameUnlessItIsAtItsEnd()
    {
        await SendAsync(new OperatorCommand(OperatorVerb.Rescale, "g", "me") { Devices = 1 });
        var former = _services.GetRequiredService<RescaleBook>();
        await Eventually.BecomesTrueAsync(() => former.Open.Count == 1, "the former leader follows it");
        // As the next leader reads it from the plan.
        var wish = ControlCodec.Decode<PlanRecord>(ControlCodec.Encode(_cluster.Plan!)).Directives.Single();
        await using var services = Services(_cluster).BuildServiceProvider();
        var book = services.GetRequiredService<RescaleBook>();
        var watch = ActivatorUtilities.CreateInstance<RescaleWatch>(services);
        _cluster.Plan = _cluster.Plan! with { Target = [new PlanAssignment("a", "g", [0, 1, 2, 3])] };
        _cluster.Book.Restore([wish]);

        await LookUntilAsync(watch, book, "Revoking");
        Assert.Equal(former.Open[0].Id, book.Open[0].Id);
        Assert.Equal(wish.At, book.Open[0].StartedAt);
        Assert.Contains(_cluster.Written, w => w.Subject == "rescale g --devices 1" && w.Reason.StartsWith("goes on under planner", StringComparison.Ordinal));

        // Led again without a move that is left: nothing is to be followed.
        _cluster.Plan = _cluster.Plan! with { Assignments = _cluster.Plan.Target };
        (_cluster.Workers[0], _cluster.Workers[1]) = (Beats.Of("a", [0, 1, 2, 3]), Beats.Of("b"));
        await using var later = Services(_cluster).BuildServiceProvider();
        _cluster.Book.Restore([wish]);
        await ActivatorUtilities.CreateInstance<RescaleWatch>(later).LookAsync(CancellationToken.None);
        Assert.Empty(later.GetRequiredService<RescaleBook>().All);
    }

    [Fact]
    public async Task Rescale_AnotherTakesItsPlace_FailsAndTheOtherGoesOn()
    {
        await SendAsync(new OperatorCommand(OperatorVerb.Rescale, "g", "me") { Devices = 1 });
        await SendAsync(new OperatorCommand(OperatorVerb.Rescale, "g", "me") { Devices = 3 });
        var book = _services.GetRequiredService<RescaleBook>();
        var watch = ActivatorUtilities.CreateInstance<RescaleWatch>(_services);
        await LookUntilAsync(watch, book, "Failed", devices: 1);
        Assert.Contains("another command", book.All.Single(v => v.Devices == 1).Detail, StringComparison.Ordinal);
        Assert.Null(book.All.Single(v => v.Devices == 3).EndedAt);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    internal static IServiceCollection Services(GivenCluster cluster) => new ServiceCollection()
        .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton(TimeProvider.System)
        .AddSingleton(new PlannerOptions { Kafka = new KafkaOptions { BootstrapServers = "nowhere:1" }, Name = "planner" })
        .AddSingleton<IClusterFacts>(cluster)
        .AddSingleton<ILeadership>(cluster)
        .AddSingleton<ICommandLog>(cluster)
        .AddSingleton(cluster.Book)
        .AddCommands();

    private static Task LookUntilAsync(RescaleWatch watch, RescaleBook book, string state, int devices = 1) => Eventually.BecomesTrueAsync(
        async () =>
        {
            await watch.LookAsync(CancellationToken.None);
            return book.All.Any(v => v.Devices == devices && v.State == state);
        },
        $"the rescale is {state}");

    private async Task<Response<CommandAccepted, CommandRefused, NotLeading>> SendAsync(OperatorCommand command)
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IRequestClient<OperatorCommand>>().GetResponse<CommandAccepted, CommandRefused, NotLeading>(command);
    }
}

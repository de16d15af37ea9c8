using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Shepherd.Planner.Operations.Rescaling;
using Shepherd.Tests.Shared;

namespace Shepherd.Planner.Tests.Operations.Rescaling;

/// <summary>The state machine alone, in MassTransit's test harness.</summary>
public sealed class RescaleMachineTests : IAsyncLifetime
{
    private static readonly Guid Id = Guid.Parse("0f0e0d0c-0b0a-0908-0706-050403020100");

    private readonly ManualClock _clock = new();
    private readonly RescaleBook _book = new();
    private readonly ServiceProvider _services;
    private readonly ITestHarness _harness;

    public RescaleMachineTests()
    {
        _services = new ServiceCollection()
            .AddSingleton(_book)
            .AddSingleton<TimeProvider>(_clock)
            .AddMassTransitTestHarness(x => x.AddSagaStateMachine<RescaleMachine, RescaleState>().InMemoryRepository())
            .BuildServiceProvider(true);
        _harness = _services.GetRequiredService<ITestHarness>();
    }

    public Task InitializeAsync() => _harness.Start();

    [Fact]
    public async Task Rescale_PreparesRevokesAssigns_IsDone()
    {
        var sagas = _harness.GetSagaStateMachineHarness<RescaleMachine, RescaleState>();
        await _harness.Bus.Publish(new RescaleRequested(Id, "g", 2, "me"));
        Assert.NotNull(await sagas.Exists(Id, s => s.Planned));
        foreach (var phase in new[] { RescalePhase.Preparing, RescalePhase.Revoking, RescalePhase.Preparing, RescalePhase.Assigning })
        {
            await SeenAsync(phase, $"detail of {phase}");
            await BecomesAsync(phase.ToString());
            Assert.Equal($"detail of {phase}", _book.Find(Id)!.Detail);
        }

        _clock.Advance(TimeSpan.FromSeconds(3));
        await SeenAsync(RescalePhase.Settled, "it has 2 devices");
        await BecomesAsync("Done");
        Assert.Equal(TimeSpan.FromSeconds(3), _book.Find(Id)!.EndedAt - _book.Find(Id)!.StartedAt);
        // The harness itself waits only while there is traffic.
        await Eventually.BecomesTrueAsync(() => _harness.Published.Any<RescaleEnded>(m => m.Context.Message.View.State == "Done"), "its end is told");
        await Eventually.BecomesTrueAsync(async () => await sagas.NotExists(Id) is null, "it is forgotten");
    }

    [Fact]
    public async Task Rescale_GivenUp_FailsWithTheReasonAndHearsNoMore()
    {
        await _harness.Bus.Publish(new RescaleRequested(Id, "g", 2, "me"));
        await BecomesAsync("Planned");
        await _harness.Bus.Publish(new RescaleGivenUp(Id, "why"));
        await BecomesAsync("Failed");
        Assert.Equal("why", _book.Find(Id)!.Detail);

        await SeenAsync(RescalePhase.Settled, "late");
        await Eventually.BecomesTrueAsync(() => _harness.Consumed.Any<RescaleSeen>(), "it was heard");
        Assert.Equal("Failed", _book.Find(Id)!.State);
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    private Task SeenAsync(RescalePhase phase, string detail) => _harness.Bus.Publish(new RescaleSeen(Id, new RescaleSight(phase, detail)));

    private Task BecomesAsync(string state) => Eventually.BecomesTrueAsync(() => _book.Find(Id)?.State == state, $"the rescale is {state}");
}

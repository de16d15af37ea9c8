using MassTransit;

namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>Follows a rescale: planned, prepare, revoke, assign, to done or failed. It only follows: plan and hand-over do the work, whether somebody looks or not.</summary>
internal sealed class RescaleMachine : MassTransitStateMachine<RescaleState>
{
    public RescaleMachine(RescaleBook book, TimeProvider clock)
    {
        InstanceState(s => s.CurrentState);
        Event(() => Requested, e => e.CorrelateById(m => m.Message.Id));
        // Ended rescales are gone; what is still said of them changes nothing.
        Event(() => Seen, e => e.CorrelateById(m => m.Message.Id).OnMissingInstance(m => m.Discard()));
        Event(() => GivenUp, e => e.CorrelateById(m => m.Message.Id).OnMissingInstance(m => m.Discard()));

        Initially(When(Requested)
            .Then(c => (c.Saga.Group, c.Saga.Devices, c.Saga.By, c.Saga.StartedAt) = (c.Message.Group, c.Message.Devices, c.Message.By, c.Message.At ?? clock.GetUtcNow()))
            .TransitionTo(Planned)
            .Then(c => book.Put(c.Saga.ToView())));

        foreach (var (phase, state) in new[] { (RescalePhase.Planned, Planned), (RescalePhase.Preparing, Preparing), (RescalePhase.Revoking, Revoking), (RescalePhase.Assigning, Assigning) })
        {
            // Phases may come again: a second worker prepares while the first one's partitions move.
            During([Planned, Preparing, Revoking, Assigning], When(Seen, c => c.Message.Sight.Phase == phase)
                .Then(c => c.Saga.Detail = c.Message.Sight.Detail)
                .TransitionTo(state)
                .Then(c => book.Put(c.Saga.ToView())));
        }

        During(
            [Planned, Preparing, Revoking, Assigning],
            End(When(Seen, c => c.Message.Sight.Phase == RescalePhase.Settled).Then(c => c.Saga.Detail = c.Message.Sight.Detail).TransitionTo(Done), book, clock),
            End(When(GivenUp).Then(c => c.Saga.Detail = c.Message.Reason).TransitionTo(Failed), book, clock));
        SetCompleted(c => Task.FromResult(c.EndedAt is not null));
    }

    public State Planned { get; private set; } = null!;

    public State Preparing { get; private set; } = null!;

    public State Revoking { get; private set; } = null!;

    public State Assigning { get; private set; } = null!;

    public State Done { get; private set; } = null!;

    public State Failed { get; private set; } = null!;

    public Event<RescaleRequested> Requested { get; private set; } = null!;

    public Event<RescaleSeen> Seen { get; private set; } = null!;

    public Event<RescaleGivenUp> GivenUp { get; private set; } = null!;

    private static EventActivityBinder<RescaleState, T> End<T>(EventActivityBinder<RescaleState, T> ended, RescaleBook book, TimeProvider clock)
        where T : class =>
        ended.Then(c =>
            {
                c.Saga.EndedAt = clock.GetUtcNow();
                book.Put(c.Saga.ToView());
            })
            .PublishAsync(c => Task.FromResult(new RescaleEnded(c.Saga.ToView())));
}

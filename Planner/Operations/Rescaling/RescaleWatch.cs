using MassTransit.Mediator;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>Tells the state machines of open rescales what the plan and the heartbeats say. When this planner begins to lead it goes on with those that the plan wishes and that are not at their end.</summary>
internal sealed class RescaleWatch(
    PlannerOptions options, RescaleBook rescales, IClusterFacts cluster, ILeadership leadership, DirectiveBook book, ICommandLog log, IMediator mediator, TimeProvider clock) : BackgroundService
{
    /// <summary>Only people look at it: quick to them, and nothing beside heartbeats every 500 ms.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Loading the largest models takes minutes; a state that stands longer is stuck.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Guid, (RescaleSight Sight, long Since)> _last = [];
    private IReadOnlyList<Directive> _restored = [];

    /// <summary>Looks once at each open rescale.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        _restored = book.TakeRestored() ?? _restored;
        if (_restored.Count > 0)
            await FollowOnAsync(stop);
        var open = rescales.Open;
        foreach (var gone in _last.Keys.Except(open.Select(o => o.Id)).ToList())
            _last.Remove(gone);
        if (open.Count == 0)
            return;
        var facts = await cluster.LookAsync(stop);
        foreach (var rescale in open)
        {
            if (FindEnd(rescale) is { } reason)
            {
                await mediator.Publish(new RescaleGivenUp(rescale.Id, reason), stop);
                continue;
            }

            var sight = RescaleSight.Of(facts, rescale.Group, rescale.Devices);
            if (!_last.TryGetValue(rescale.Id, out var last) || last.Sight != sight)
            {
                _last[rescale.Id] = (sight, clock.GetTimestamp());
                await mediator.Publish(new RescaleSeen(rescale.Id, sight), stop);
            }
            else if (clock.GetElapsedTime(last.Since) > StuckAfter)
            {
                await mediator.Publish(new RescaleGivenUp(rescale.Id, $"nothing happened for {StuckAfter.TotalMinutes:0} min, in state {rescale.State}: {sight.Detail}; the wish stays in force"), stop);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync(stoppingToken);
    }

    private async Task FollowOnAsync(CancellationToken stop)
    {
        var facts = await cluster.LookAsync(stop);
        if (facts.Missing.Length > 0)
            return;
        var wishes = _restored.Where(d => d.Kind == DirectiveKind.Rescale).ToList();
        _restored = [];
        foreach (var wish in wishes)
        {
            var id = RescaleId.Of(wish);
            var sight = RescaleSight.Of(facts, wish.Subject, wish.Devices);
            if (sight.Phase == RescalePhase.Settled || rescales.Open.Any(r => r.Id == id))
                continue;
            await mediator.Publish(new RescaleRequested(id, wish.Subject, wish.Devices, wish.By) { At = wish.At }, stop);
            var command = new OperatorCommand(OperatorVerb.Rescale, wish.Subject, wish.By) { Devices = wish.Devices };
            await log.WriteAsync(
                new DecisionRecord(DecisionKind.Command, clock.GetUtcNow(), options.Name, facts.Plan?.Epoch ?? default, $"goes on under {options.Name}, which leads now: {sight.Detail}") { Subject = command.Text, Group = wish.Subject },
                stop);
        }
    }

    private string? FindEnd(RescaleView rescale)
    {
        if (!leadership.IsLeading)
            return $"this planner leads no more{(leadership.Leader.Length > 0 ? $", {leadership.Leader} does" : "")}; the wish stays in force";
        var inForce = book.InForce.FirstOrDefault(d => d.Kind == DirectiveKind.Rescale && d.Subject == rescale.Group);
        return inForce?.Devices == rescale.Devices ? null : "another command took its place";
    }
}

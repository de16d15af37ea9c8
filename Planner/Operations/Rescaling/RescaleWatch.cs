using MassTransit.Mediator;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>Tells the state machines of open rescales what the plan and the heartbeats say.</summary>
internal sealed class RescaleWatch(RescaleBook rescales, IClusterFacts cluster, ILeadership leadership, DirectiveBook book, IMediator mediator, TimeProvider clock) : BackgroundService
{
    /// <summary>Only people look at it: quick to them, and nothing beside heartbeats every 500 ms.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Loading the largest models takes minutes; a state that stands longer is stuck.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Guid, (RescaleSight Sight, long Since)> _last = [];

    /// <summary>Looks once at each open rescale.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
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

    private string? FindEnd(RescaleView rescale)
    {
        if (!leadership.IsLeading)
            return $"this planner leads no more{(leadership.Leader.Length > 0 ? $", {leadership.Leader} does" : "")}; the wish stays in force";
        var inForce = book.InForce.FirstOrDefault(d => d.Kind == DirectiveKind.Rescale && d.Subject == rescale.Group);
        return inForce?.Devices == rescale.Devices ? null : "another command took its place";
    }
}

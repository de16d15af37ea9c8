using Shepherd.Core.HandOver;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>
/// Planners, workers, their election and the broker in virtual time, while all of them fail: processes are killed, stopped and started again, the broker goes away, messages and answers are lost, late, or read twice, and the target changes.
/// Then the faults end, and everything must be served where it belongs.
/// </summary>
internal sealed class ControlPlaneSimulation
{
    private readonly ControlPlaneScenario _scenario;
    private readonly Timeline _time;
    private readonly SimBroker _broker;
    private readonly ControlPlaneCheck _check;
    private readonly List<SimWorker> _workers = [];
    private readonly List<SimPlanner> _planners = [];
    private readonly List<GroupPartition> _partitions = [];
    private readonly SimElection _election;
    private readonly PlanFence _fence = new();
    private SimPlan? _plan;
    private int _plans;
    private int _judged;

    private ControlPlaneSimulation(ControlPlaneScenario scenario)
    {
        (_scenario, _time) = (scenario, new Timeline(scenario.Seed));
        _broker = new SimBroker(_time, scenario);
        _check = new ControlPlaneCheck(_time, scenario, _broker);
        for (var group = 0; group < scenario.Groups; group++)
        {
            for (var number = 0; number < scenario.PartitionsPerGroup; number++)
                _partitions.Add(new GroupPartition(((char)('a' + group)).ToString(), number));
        }

        foreach (var partition in _partitions)
            _broker.Ends[partition] = 0;
        for (var i = 0; i < scenario.Workers; i++)
            _workers.Add(new SimWorker($"w{i}", _time, scenario, _broker, _check));
        for (var i = 0; i < scenario.Planners; i++)
            _planners.Add(new SimPlanner($"p{i}", _time, scenario, _broker));
        _broker.Plans.Grew += Judge;
        _election = new SimElection(_time, scenario, _planners);
    }

    /// <summary>Runs it.</summary>
    /// <exception cref="ControlPlaneException">The protocol did not hold: seed, instant and what.</exception>
    public static ControlPlaneResult Run(ControlPlaneScenario scenario) => new ControlPlaneSimulation(scenario).Run();

    private ControlPlaneResult Run()
    {
        _workers.ForEach(w => w.Start());
        _planners.ForEach(p => p.Start());
        _time.After(Span.S, ChangeTarget);
        _time.After(Span.S, Fail);
        foreach (var partition in _partitions)
        {
            for (var i = 0; i < _scenario.RequestsPerPartition; i++)
                _time.At(_time.Draw(0, _scenario.FaultsEndNs), () => Arrive(partition));
        }

        _time.RunUntil(_scenario.FaultsEndNs);
        Heal();
        var isSettled = _time.RunUntil(_scenario.FaultsEndNs + _scenario.SettleNs, IsSettled);
        _check.Require(isSettled, $"not everything is served where it belongs a minute after the last fault: {Explain()}");
        return new ControlPlaneResult(_time.Digest, _check.Answered, _check.Repeats, _check.Moves, _plans, _time.NowNs - _scenario.FaultsEndNs);
    }

    private void Arrive(GroupPartition partition)
    {
        _broker.Ends[partition]++;
        _workers.ForEach(w => w.Arrived(partition));
    }

    private void ChangeTarget()
    {
        if (_time.NowNs >= _scenario.FaultsEndNs)
            return;
        var target = new SortedDictionary<GroupPartition, string>();
        // Now and then a group is paused.
        var paused = _time.Chance(0.1) ? _partitions[0].Group : null;
        foreach (var partition in _partitions.Where(p => p.Group != paused))
            target[partition] = _workers[_time.Pick(_workers.Count)].Name;
        _planners.ForEach(p => p.Wish = target);
        _time.After(_time.Draw(100 * Span.Ms, 2 * Span.S), ChangeTarget);
    }

    private void Fail()
    {
        if (_time.NowNs >= _scenario.FaultsEndNs)
            return;
        var (worker, planner) = (_workers[_time.Pick(_workers.Count)], _planners[_time.Pick(_planners.Count)]);
        switch (_time.Pick(8))
        {
            case 0:
                Restart(worker, worker.Kill);
                break;
            case 1:
                Pause(worker);
                break;
            case 2:
                Restart(worker, worker.Drain);
                break;
            case 3:
                Restart(planner, planner.Kill);
                break;
            case 4:
                Pause(planner);
                break;
            case 5:
                _broker.SetUp(false);
                _time.After(_time.Draw(100 * Span.Ms, 5 * Span.S), () => _broker.SetUp(true));
                break;
            case 6:
                _election.Shuffle();
                break;
            default:
                Pause(_planners.Find(p => p.Leads) ?? planner);
                break;
        }

        _time.After(_time.Draw(50 * Span.Ms, 2 * Span.S), Fail);
    }

    private void Restart(SimProcess process, Action end)
    {
        end();
        _time.After(_time.Draw(20 * Span.Ms, 6 * Span.S), () => Revive(process));
    }

    private void Pause(SimProcess process)
    {
        process.Stop();
        _time.After(_time.Draw(100 * Span.Ms, 8 * Span.S), process.Continue);
    }

    private void Revive(SimProcess process)
    {
        if (process.IsUp)
            return;
        process.Start();
        if (process is SimPlanner planner)
            _election.Joined(planner);
    }

    private void Heal()
    {
        _broker.IsFaulty = false;
        _broker.SetUp(true);
        foreach (var process in _workers.Concat<SimProcess>(_planners))
        {
            process.Continue();
            Revive(process);
        }

        var target = new SortedDictionary<GroupPartition, string>();
        foreach (var partition in _partitions)
            target[partition] = _workers[_time.Pick(_workers.Count)].Name;
        _planners.ForEach(p => p.Wish = target);
    }

    private bool IsSettled() => _plan is not null && _partitions.TrueForAll(IsInPlace) && _check.IsAllAnswered;

    private bool IsInPlace(GroupPartition partition) =>
        _plan!.Target.TryGetValue(partition, out var owner) && _plan.Assigned.GetValueOrDefault(partition) == owner && _workers.Exists(w => w.Name == owner && w.Serves(partition));

    private string Explain() => _plan is null
        ? "there is no plan"
        : $"plan {_plan.Epoch}; {string.Join("; ", _partitions.Where(p => !IsInPlace(p)).Select(p => $"{p} of {_plan.Assigned.GetValueOrDefault(p) ?? "nobody"} is to be {_plan.Target.GetValueOrDefault(p) ?? "nobody"}'s"))}; "
            + $"leads: {string.Join(", ", _planners.Where(p => p.Leads).Select(p => p.Name))}; answered {_check.Answered}";

    /// <summary>The plan topic as a reader without delay sees it.</summary>
    private void Judge()
    {
        for (; _judged < _broker.Plans.Records.Count; _judged++)
        {
            var message = _broker.Plans.Records[_judged].Value;
            if (message.ClaimBase is { } claimBase)
            {
                _fence.Claim(claimBase + _judged);
            }
            else if (_fence.Plan(new Epoch(message.Plan!.Epoch.Term, message.Plan.Epoch.Number)))
            {
                _check.OnPlan(_plan, message.Plan);
                (_plan, _plans) = (message.Plan, _plans + 1);
            }
        }
    }
}

/// <summary>What a run came to.</summary>
/// <param name="Digest">Of everything that happened: the same for the same scenario.</param>
/// <param name="Answered">Requests with their outcome.</param>
/// <param name="Repeats">Outcomes beyond the first of a request, which readers drop.</param>
/// <param name="Moves">Times that a worker took a partition that another had not let go of by itself.</param>
/// <param name="Plans">Plans that counted.</param>
/// <param name="SettledNs">Time from the last fault until everything was served where it belonged.</param>
internal sealed record ControlPlaneResult(ulong Digest, long Answered, int Repeats, int Moves, int Plans, long SettledNs);

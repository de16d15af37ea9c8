using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;

namespace Shepherd.Cli.Simulate;

/// <summary>The options that say how each device is divided.</summary>
internal sealed class LaneOptions
{
    private readonly Option<int> _lanes = NumberOption.Create("--lanes", "Equal lanes of each device, in space: each runs one batch at a time, slower than the whole device would", otherwise: 1, min: 1, DeviceLanes.CountMax);

    private readonly Option<string> _rule = ChoiceOption.Create(
        "--lane-rule", "On one of K lanes, what takes K times as long where no profile says: line (the part of a batch's time that grows with it) or proportional (all of it)", "line", "proportional");

    private readonly Option<double> _interference = NumberOption.Create("--lane-interference", "Share by which neighbours make every batch longer; 0.05 is 5 %", otherwise: 0.0, min: 0, DeviceLanes.InterferenceMax);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _lanes, _rule, _interference })
            command.Add(option);
    }

    /// <exception cref="ArgumentException">An option is given that changes nothing on whole devices.</exception>
    public DeviceLanes Read(ParseResult parsed)
    {
        var lanes = parsed.GetValue(_lanes);
        var remedy = $"add {_lanes.Name} 2 or more, or leave it out";
        parsed.RefuseUnless(_rule, lanes > 1, $"it says how long batches take on a part of a device, and one lane is all of it; {remedy}");
        parsed.RefuseUnless(_interference, lanes > 1, $"a device of one lane has no neighbours on it; {remedy}");
        return new DeviceLanes { Count = lanes, Rule = parsed.GetValue(_rule) == "line" ? LaneRule.Line : LaneRule.Proportional, Interference = parsed.GetValue(_interference) };
    }

    /// <summary>The words that say the same; none for whole devices.</summary>
    public IEnumerable<string> Describe(ParseResult parsed)
    {
        var lanes = Read(parsed);
        if (lanes.Count == 1)
            yield break;
        yield return $"{_lanes.Name} {lanes.Count}";
        if (lanes.Rule != LaneRule.Line)
            yield return $"{_rule.Name} {parsed.GetValue(_rule)}";
        if (lanes.Interference > 0)
            yield return FormattableString.Invariant($"{_interference.Name} {lanes.Interference}");
    }
}

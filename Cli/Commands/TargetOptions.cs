using System.CommandLine;
using System.Globalization;
using Shepherd.Planner;

namespace Shepherd.Cli.Commands;

/// <summary>How a planner divides partitions: on <c>planner</c>, and on whatever starts one, which hands it on.</summary>
internal sealed class TargetOptions
{
    private const double PeriodMaxS = 24 * 3600;

    private readonly Option<string> _target = ChoiceOption.Create("--planner-target", "How partitions are divided: by demand, or spread evenly whatever the demand", "demand", "spread");
    private readonly Option<double> _period = NumberOption.Create("--plan-period", "Seconds between two looks at the demand; what happens is followed at once", otherwise: 60.0, min: 1, PeriodMaxS);
    private readonly Option<double> _dwell = NumberOption.Create("--dwell", "Seconds that a partition stays before the load may move it again", otherwise: 60.0, min: 0, PeriodMaxS);
    private readonly Option<double> _burst = NumberOption.Create("--burst-factor", "A model group that brings so many times its forecast for two seconds is planned for at once", otherwise: 2.0, min: 1.01, max: 1e6);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_target, _period, _dwell, _burst])
            command.Add(option);
    }

    public PlannerOptions Apply(PlannerOptions options, ParseResult parsed) => options with
    {
        Targets = parsed.GetValue(_target) == "spread" ? TargetMethod.Spread : TargetMethod.Demand,
        PlanPeriod = TimeSpan.FromSeconds(parsed.GetValue(_period)),
        Dwell = TimeSpan.FromSeconds(parsed.GetValue(_dwell)),
        BurstFactor = parsed.GetValue(_burst),
    };

    public IReadOnlyList<string> Arguments(ParseResult parsed) =>
    [
        _target.Name, parsed.GetValue(_target)!,
        _period.Name, Text(parsed.GetValue(_period)),
        _dwell.Name, Text(parsed.GetValue(_dwell)),
        _burst.Name, Text(parsed.GetValue(_burst)),
    ];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

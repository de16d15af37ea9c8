using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>What a moving load does to each way of assigning, for people and for programs.</summary>
internal static class ShiftReport
{
    /// <summary>Of output that is no terminal: wide enough that no row is broken.</summary>
    private const int WidthMin = 120;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, ShiftOptions options, IReadOnlyList<ShiftSide> sides)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("partitions by", "requests", "in SLO", "before", "after", "dip", "recovered in s", "moves", "lost", "repeats");
        foreach (var (name, curve, lost, repeats, moves, _) in sides)
            table.AddRow(name, $"{curve.Requests}", Share(curve.Total), Share(curve.Before), Share(curve.After), Share(curve.Dip), Recovery(curve), $"{moves}", $"{lost}", $"{repeats}");
        console.Write(table);
        var width = sides.Max(s => s.Name.Length);
        output.WriteLine($"{new string(' ', width)} {new string(' ', (int)(options.ShiftAtS - options.WarmSeconds))}v the load moves; a character a second, _ none in SLO, # all");
        foreach (var side in sides)
            output.WriteLine($"{side.Name.PadRight(width)} {Sparkline.Of(side.Curve.Attainment)}");
        output.WriteLine(string.Join("; ", sides.Select(s => $"{s.Name}: {s.Machine}")));
    }

    public static string ToJson(ShiftOptions options, IReadOnlyList<ShiftSide> sides) => JsonSerializer.Serialize(
        new
        {
            ShiftAfterS = options.ShiftAtS - options.WarmSeconds,
            options.Load,
            options.HotShare,
            options.Workers,
            options.Groups,
            options.Resident,
            ShiftOptions.SloMs,
            Sides = sides.Select(s => new
            {
                s.Name,
                s.Curve.Requests,
                s.Curve.InSlo,
                Attainment = Round(s.Curve.Total),
                Before = Round(s.Curve.Before),
                After = Round(s.Curve.After),
                Dip = Round(s.Curve.Dip),
                s.Curve.RecoveryS,
                s.Moves,
                s.Lost,
                s.Repeats,
                s.Machine,
                AttainmentBySecond = s.Curve.Attainment.Select(Round),
            }),
        },
        Options);

    private static string Recovery(ShiftCurve curve) => curve.RecoveryS is { } seconds ? $"{seconds}" : "never";

    private static double Round(double share) => Math.Round(share, 4);

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;

namespace Shepherd.Core.Tests.Herd;

/// <summary>Runs GLPK's <c>glpsol</c>, a solver that shares no code with ours.</summary>
internal static class Glpsol
{
    private const string Program = "glpsol";

    /// <summary>Far more than an instance of the tests takes.</summary>
    private const int LimitS = 60;

    /// <summary>Skips the test, with the remedy, where it is not installed.</summary>
    public static void SkipUnlessInstalled() => Skip.IfNot(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program))),
        "glpsol is not installed (Debian: apt-get install glpk-utils)");

    /// <summary>Solves a model in LP format to optimality.</summary>
    /// <returns>The optimum, or null where there is no solution.</returns>
    /// <exception cref="InvalidOperationException">It said neither.</exception>
    public static double? Solve(Action<TextWriter> write)
    {
        var folder = Directory.CreateTempSubdirectory("shepherd-lp-");
        try
        {
            var (model, solution) = (Path.Combine(folder.FullName, "model.lp"), Path.Combine(folder.FullName, "solution.txt"));
            using (var file = File.CreateText(model))
                write(file);
            var output = Run("--lp", model, "--cuts", "--tmlim", LimitS.ToString(CultureInfo.InvariantCulture), "-w", solution);
            var status = File.Exists(solution) ? File.ReadLines(solution).FirstOrDefault(l => l.StartsWith("s ", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
            // Of a mixed-integer solution: s mip ROWS COLUMNS STATUS OBJECTIVE, where status o is optimal and n is none.
            return status switch
            {
                ["s", "mip", _, _, "o", var objective] => double.Parse(objective, CultureInfo.InvariantCulture),
                ["s", "mip", _, _, "n", ..] => null,
                _ when output.Contains("HAS NO PRIMAL FEASIBLE SOLUTION", StringComparison.Ordinal) || output.Contains("HAS NO INTEGER FEASIBLE SOLUTION", StringComparison.Ordinal) => null,
                _ => throw new InvalidOperationException($"glpsol came to no end:\n{output}"),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new InvalidOperationException($"{Program} did not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}

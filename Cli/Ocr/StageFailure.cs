using Shepherd.Schemas;

namespace Shepherd.Cli.Ocr;

/// <summary>A request of the pipeline was not answered OK, or not in the way its model should.</summary>
internal sealed class StageFailure(Outcome outcome, string message) : Exception(message)
{
    public Outcome Outcome { get; } = outcome;

    public static StageFailure Of(InferenceResult result) =>
        new(result.Outcome, $"{result.Model}: {(result.Reason.Length > 0 ? result.Reason : "no reason given")}");

    public static StageFailure Unexpected(InferenceResult result, string wanted)
    {
        var outputs = string.Join(", ", result.Outputs.Select(o => $"'{o.Name}' {o.Datatype.WireName()} [{string.Join(',', o.Shape)}]"));
        return new StageFailure(Outcome.RuntimeError, $"{result.Model} answered {(outputs.Length > 0 ? outputs : "nothing")} instead of {wanted}: check the outputs in its config.yaml");
    }
}

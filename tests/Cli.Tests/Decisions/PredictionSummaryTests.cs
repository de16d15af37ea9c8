using Shepherd.Cli.Decisions;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Tests.Decisions;

public sealed class PredictionSummaryTests
{
    [Fact]
    public void Of_BatchesOfTwoModels_SumsUpErrorsPreemptionsAndDrops()
    {
        // Off by 1 % to 100 %.
        var batches = Enumerable.Range(1, 100).Select(i => Decision(DecisionKind.Batch, "a", predictedMs: 100, actualMs: 100 + i));
        DecisionRecord[] others =
        [
            Decision(DecisionKind.Batch, "a", predictedMs: 100, actualMs: 9000, reason: "failed"),
            Decision(DecisionKind.Preempt, "a", reason: "restarted"),
            Decision(DecisionKind.Drop, "a", reason: "Late"),
            Decision(DecisionKind.Drop, "a", reason: "Late"),
            Decision(DecisionKind.Drop, "b", reason: "OverQuota"),
            Decision(DecisionKind.Plan, ""),
        ];

        var models = PredictionSummary.Of([.. batches, .. others]);

        Assert.Equal(["a", "b"], models.Select(m => m.Model));
        Assert.Equal((101, 202, 100.0, 150.5, 1), (models[0].Batches, models[0].Requests, models[0].PredictedMs, models[0].ActualMs, models[0].Preemptions));
        Assert.Equal(0.50, models[0].ErrorP50!.Value, 9);
        Assert.Equal(0.99, models[0].ErrorP99!.Value, 9);
        Assert.Equal(new Dictionary<string, int> { ["Late"] = 2 }, models[0].Drops);
        Assert.Equal((0, (double?)null, (double?)null), (models[1].Batches, models[1].PredictedMs, models[1].ErrorP50));
    }

    private static DecisionRecord Decision(DecisionKind kind, string model, double? predictedMs = null, double? actualMs = null, string reason = "") =>
        new(kind, DateTimeOffset.UnixEpoch, "w", new Epoch(1, 1), reason) { Model = model, Size = 2, PredictedMs = predictedMs, ActualMs = actualMs };
}

namespace Shepherd.Schemas.Tests;

/// <summary>Equality by content: records compare lists and memory by reference.</summary>
internal static class Same
{
    public static void Request(InferenceRequest expected, InferenceRequest actual)
    {
        Assert.Equal((expected.Id, expected.Model, expected.ModelVersion), (actual.Id, actual.Model, actual.ModelVersion));
        Assert.Equal(expected.Outputs, actual.Outputs);
        Assert.Equal(expected.Parameters.OrderBy(p => p.Key), actual.Parameters.OrderBy(p => p.Key));
        Tensors(expected.Inputs, actual.Inputs);
    }

    public static void Result(InferenceResult expected, InferenceResult actual)
    {
        Assert.Equal(
            (expected.Id, expected.Model, expected.Outcome, expected.ModelVersion, expected.Reason, expected.Attempts, expected.Worker, expected.Epoch),
            (actual.Id, actual.Model, actual.Outcome, actual.ModelVersion, actual.Reason, actual.Attempts, actual.Worker, actual.Epoch));
        Assert.Equal(expected.Parameters.OrderBy(p => p.Key), actual.Parameters.OrderBy(p => p.Key));
        Tensors(expected.Outputs, actual.Outputs);
    }

    public static void Tensors(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (want, have) in expected.Zip(actual))
        {
            Assert.Equal((want.Name, want.Datatype), (have.Name, have.Datatype));
            Assert.Equal(want.Shape, have.Shape);
            Assert.Equal(want.Data.ToArray(), have.Data.ToArray());
        }
    }
}

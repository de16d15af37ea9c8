using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;
using Shepherd.Onnx.Segments;

namespace Shepherd.Onnx.Tests.Segments;

public sealed class SegmentStoreTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"segments-{Guid.NewGuid():N}");
    private readonly TemporaryFile _oneOperator = TinyModels.Save(OnnxWriter.Model([OnnxWriter.Node("", "Relu", ["x"], ["y"])], [], [OnnxWriter.Value("x", -1, 4)], [OnnxWriter.Value("y", -1, 4)]));

    public void Dispose()
    {
        _oneOperator.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Get_NowhereToCut_SaysSoAndRemembers()
    {
        var store = new SegmentStore(_root);
        var inputs = Inputs(_oneOperator.Path);

        Assert.StartsWith("there is no place at which", store.Get(_oneOperator.Path, inputs, 4, 1).Refusal, StringComparison.Ordinal);

        var manifest = Path.Combine(store.FolderOf(_oneOperator.Path, inputs, 4, 1), "segments.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("there is no place", "as it was noted"));
        Assert.StartsWith("as it was noted", store.Get(_oneOperator.Path, inputs, 4, 1).Refusal, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(_root));
    }

    [Fact]
    public void Get_DamagedManifest_CutsAnew()
    {
        var store = new SegmentStore(_root);
        var inputs = Inputs(_oneOperator.Path);
        var folder = store.FolderOf(_oneOperator.Path, inputs, 4, 1);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "segments.json"), "{");

        Assert.StartsWith("there is no place at which", store.Get(_oneOperator.Path, inputs, 4, 1).Refusal, StringComparison.Ordinal);
        Assert.NotNull(SegmentedModel.Load(folder));
    }

    [SkippableFact]
    public void Get_SegmentGone_CutsAnew()
    {
        var path = Repository.Model("ppocr-angle");
        var store = new SegmentStore(_root);
        var inputs = InputShapes.Settle(OnnxModel.Load(path).Graph, [GivenShape.Parse("x=1x3x48x192")]);
        var cut = store.Get(path, inputs, 3, 1);
        var file = Path.Combine(store.FolderOf(path, inputs, 3, 1), SegmentedModel.FileOf(1));
        Assert.Equal((3, true), (cut.Segments.Count, File.Exists(file)));
        File.Delete(file);

        store.Get(path, inputs, 3, 1);

        Assert.True(File.Exists(file));
    }

    [SkippableFact]
    public void Get_TrialWentBadly_IsTriedAgain()
    {
        var path = Repository.Model("ppocr-angle");
        var store = new SegmentStore(_root);
        var inputs = InputShapes.Settle(OnnxModel.Load(path).Graph, [GivenShape.Parse("x=1x3x48x192")]);
        var folder = Directory.CreateDirectory(store.FolderOf(path, inputs, 2, 1)).FullName;
        (SegmentStore.Cut(path, inputs, 2, 1, folder) with { Refusal = "a busy machine" }).Save(folder);

        Assert.NotEqual("a busy machine", store.Get(path, inputs, 2, 1).Refusal);
        Assert.NotEqual("a busy machine", SegmentedModel.Load(folder)!.Refusal);
    }

    [Fact]
    public void FolderOf_OtherModelShapeOrNumber_IsAnother()
    {
        Directory.CreateDirectory(_root);
        using var other = TinyModels.Save(TinyModels.Convolution());
        var store = new SegmentStore(_root);
        var inputs = Inputs(_oneOperator.Path);
        var wider = inputs.Select(i => i with { Dims = [1, 8] }).ToList();
        string[] folders =
        [
            store.FolderOf(_oneOperator.Path, inputs, 4, 1), store.FolderOf(other.Path, inputs, 4, 1), store.FolderOf(_oneOperator.Path, wider, 4, 1),
            store.FolderOf(_oneOperator.Path, inputs, 5, 1), store.FolderOf(_oneOperator.Path, inputs, 4, 2),
        ];

        Assert.Equal(folders.Length, folders.Distinct().Count());
        Assert.Equal(folders[0], store.FolderOf(_oneOperator.Path, inputs, 4, 1));
    }

    [Fact]
    public void FindFault_PastEachLimit_NamesIt()
    {
        Directory.CreateDirectory(_root);
        Segment[] two = [new Segment(0, 1, [], [], 10, 8), new Segment(1, 1, [], [], 10, 0)];
        var good = new SegmentTrial([new BatchTrial(1, 100, 102, 0.02, 0.02, 5)], 1e-6);

        Assert.Null(SegmentLimits.FindFault(two, 1, good));
        Assert.Contains("no place", SegmentLimits.FindFault(two[..1], 1, null), StringComparison.Ordinal);
        Assert.Contains("3.00 times the mean one (limit 2.5)", SegmentLimits.FindFault(two, 3, good), StringComparison.Ordinal);
        Assert.Contains("takes 20.0 % longer than the whole model (limit 10 %)", SegmentLimits.FindFault(two, 1, good with { Batches = [new BatchTrial(1, 100, 120, 0.2, 0.25, 5)] }), StringComparison.Ordinal);
        Assert.Null(SegmentLimits.FindFault(two, 1, good with { Batches = [new BatchTrial(1, 100, 120, 0.2, 0.02, 5)] }));
        Assert.Contains("differ from the whole model's by", SegmentLimits.FindFault(two, 1, good with { LargestDifference = 1e-3 }), StringComparison.Ordinal);
    }

    private static IReadOnlyList<InputShape> Inputs(string path) => InputShapes.Settle(OnnxModel.Load(path).Graph, []);
}

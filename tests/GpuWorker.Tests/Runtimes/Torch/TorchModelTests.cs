using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Runtimes.Torch;

public sealed class TorchModelTests : IDisposable
{
    private const string Config = """
        runtime: torch
        slo_ms: 100
        max_batch: 4
        inputs: [{name: x, datatype: FP32, shape: [3]}]
        outputs: [{name: y, datatype: FP32, shape: [3]}]
        """;

    /// <summary>2x + 1, squared, halved.</summary>
    private const string Children = """
        class Scale(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Scale,
            x: Tensor) -> Tensor:
            return torch.add(torch.mul(x, 2.), 1)
        class Square(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Square,
            x: Tensor) -> Tensor:
            return torch.mul(x, x)
        class Halve(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Halve,
            x: Tensor) -> Tensor:
            return torch.mul(x, 0.5)

        """;

    private const string Chain = Children + """
        class Root(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          a : __torch__.Scale
          b : __torch__.Square
          c : __torch__.Halve
          def forward(self: __torch__.Root,
            x: Tensor) -> Tensor:
            a = self.a
            b = self.b
            c = self.c
            return (c).forward((b).forward((a).forward(x, ), ), )

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("torch").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [SkippableFact]
    public void Run_WholeModule_AnswersEachRequestItsOwn()
    {
        using var model = Load(Chain, Config);
        Assert.Equal(1, model.Segments);
        Assert.Equal([[0.5f, 4.5f, 12.5f], [24.5f, 0.5f, 0.5f]], Run(model, [0, 1, 2], [3, 0, -1]));
    }

    [SkippableTheory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(16, 3)]
    public void Run_StoppedBehindEveryPiece_GoesOnToTheSameNumbers(int segments, int pieces)
    {
        using var model = Load(Chain, $"{Config}\nsegments: {segments}");
        Assert.Equal(pieces, model.Segments);
        using var run = model.Begin([Request(0, 1, 2), Request(3, 0, -1)]);
        for (var done = 1; done < pieces; done++)
        {
            StopBehind(model, run, done);
            Assert.True(run.CanResume);
            Assert.Equal(2 * 3 * sizeof(float), run.StateBytes);
        }

        using var outputs = run.Continue(new StopFlag());
        Assert.Equal([[0.5f, 4.5f, 12.5f], [24.5f, 0.5f, 0.5f]], Numbers(outputs));
        Assert.False(run.CanResume);
        Assert.Equal(0, run.StateBytes);
    }

    [SkippableFact]
    public void Run_OtherBatchWhileOneIsSuspended_DisturbsNeither()
    {
        using var model = Load(Chain, $"{Config}\nsegments: 3");
        using var run = model.Begin([Request(0, 1, 2)]);
        StopBehind(model, run, 1);
        TorchHere.OnStep(model, _ => { });
        Assert.Equal([[24.5f, 24.5f, 24.5f]], Run(model, [3, 3, 3]));
        using var outputs = run.Continue(new StopFlag());
        Assert.Equal([[0.5f, 4.5f, 12.5f]], Numbers(outputs));
    }

    [SkippableFact]
    public void Run_StoppedBeforeItsFirstPiece_GathersAnew()
    {
        using var model = Load(Chain, $"{Config}\nsegments: 3");
        using var run = model.Begin([Request(0, 1, 2)]);
        var stop = new StopFlag();
        stop.Request();
        Assert.Throws<BatchStoppedException>(() => run.Continue(stop));
        Assert.True(run.CanResume);
        Assert.Equal(0, run.StateBytes);
        using var outputs = run.Continue(new StopFlag());
        Assert.Equal([[0.5f, 4.5f, 12.5f]], Numbers(outputs));
    }

    [SkippableFact]
    public void Run_WholeModuleStopped_IsVoid()
    {
        using var model = Load(Chain, Config);
        using var run = model.Begin([Request(0, 1, 2)]);
        var stop = new StopFlag();
        stop.Request();
        Assert.Throws<BatchStoppedException>(() => run.Continue(stop));
        Assert.False(run.CanResume);
    }

    [SkippableFact]
    public void Load_ChildrenInAnotherOrder_IsServedWhole()
    {
        var turned = Chain.Replace("(c).forward((b).forward((a).forward(x, ), ), )", "(a).forward((b).forward((c).forward(x, ), ), )", StringComparison.Ordinal);
        using var model = Load(turned, $"{Config}\nsegments: 3");
        Assert.Equal(1, model.Segments);
        Assert.Equal([[1f, 1.5f, 3f]], Run(model, [0, 1, 2]));
    }

    [SkippableFact]
    public void Run_ModuleThatExportsItsSteps_IsCutBetweenThem()
    {
        const string Steps = """
            class Root(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Root,
                x: Tensor) -> Tensor:
                return (self).run_range(x, 0, (self).steps(), )
              def steps(self: __torch__.Root) -> int:
                return 5
              def run_range(self: __torch__.Root,
                x: Tensor,
                lo: int,
                hi: int) -> Tensor:
                x0 = x
                for _0 in range(torch.sub(hi, lo)):
                  x0 = torch.add(torch.mul(x0, 2.), 1)
                return x0

            """;
        using var model = Load(Steps, $"{Config}\nsegments: 4", children: false);
        Assert.Equal(4, model.Segments);
        using var run = model.Begin([Request(0, 1, 2)]);
        StopBehind(model, run, 1);
        StopBehind(model, run, 3);
        using var outputs = run.Continue(new StopFlag());
        Assert.Equal([[31f, 63f, 95f]], Numbers(outputs));
    }

    [SkippableFact]
    public void Run_ModuleGivesTuple_AnswersInTheOrderOfTheOutputs()
    {
        const string Pair = """
            class Root(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Root,
                x: Tensor) -> Tuple[Tensor, Tensor]:
                return (torch.mul(x, 2.), torch.neg(x))

            """;
        var config = Config.Replace("outputs: [", "outputs: [{name: twice, datatype: FP32, shape: [-1]}, ", StringComparison.Ordinal);
        using var model = Load(Pair, config, children: false);
        using var outputs = model.Run([Request(1, 2, 3)], new StopFlag());
        Assert.Equal(["twice", "y"], outputs.PerRequest[0].Select(tensor => tensor.Name));
        Assert.Equal([2f, 4f, 6f], MemoryMarshal.Cast<byte, float>(outputs.PerRequest[0][0].Data.Span).ToArray());
        Assert.Equal([-1f, -2f, -3f], MemoryMarshal.Cast<byte, float>(outputs.PerRequest[0][1].Data.Span).ToArray());
    }

    [SkippableTheory]
    [InlineData("datatype: FP64, shape: [3]}]", "output 'y' came as Float32; its config.yaml says FP64")]
    [InlineData("datatype: FP32, shape: [4]}]", "its config.yaml says [batch,4]")]
    [InlineData("datatype: FP32, shape: [3]}, {name: z, datatype: FP32, shape: [3]}]", "gave 1 tensors; its config.yaml names 2 outputs")]
    public void Run_OutputsAreNotThePromisedOnes_SaysWhich(string outputs, string message)
    {
        var config = Config[..Config.LastIndexOf("datatype", StringComparison.Ordinal)] + outputs;
        using var model = Load(Chain, config);
        Assert.Contains(message, Assert.Throws<ModelRunException>(() => Run(model, [0, 1, 2])).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_ModuleFails_SaysWhatLibtorchSays()
    {
        using var model = Load(Chain.Replace("torch.mul(x, x)", "torch.mm(x, x)", StringComparison.Ordinal), Config);
        Assert.Contains("mat1 and mat2", Assert.Throws<ModelRunException>(() => Run(model, [0, 1, 2])).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Load_CorruptOrMissingFile_NamesIt()
    {
        var runtime = TorchHere.Runtime;
        var definition = Define(Config);
        Assert.Contains("no such file", Assert.Throws<ModelLoadException>(() => runtime.Load(definition, new LaneOptions())).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_directory, "model.pt"), "not a module");
        var fault = Assert.Throws<ModelLoadException>(() => runtime.Load(definition, new LaneOptions()));
        Assert.Equal(Path.Combine(_directory, "model.pt"), fault.File);
        Assert.Contains("Replace the file", fault.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("cuda", 63, "device 'cuda:63' cannot be used")]
    [InlineData("tensorrt", 0, "there is no provider 'tensorrt'")]
    public void Load_DeviceThatIsNotThere_SaysWhatToDo(string provider, int device, string message)
    {
        var runtime = TorchHere.Runtime;
        ScriptArchive.Write(Path.Combine(_directory, "model.pt"), Chain, "Root", ("a", "Scale"), ("b", "Square"), ("c", "Halve"));
        var fault = Assert.Throws<ModelLoadException>(() => runtime.Load(Define(Config), new LaneOptions(1, provider, device)));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Load_DatatypeThatTorchHasNot_NamesTheKey()
    {
        var runtime = TorchHere.Runtime;
        var fault = Assert.Throws<ModelLoadException>(() => runtime.Load(Define(Config.Replace("x, datatype: FP32", "x, datatype: UINT32", StringComparison.Ordinal)), new LaneOptions()));
        Assert.Contains("inputs[0].datatype: found UINT32", fault.Message, StringComparison.Ordinal);
    }

    private ILoadedModel Load(string code, string config, bool children = true)
    {
        var runtime = TorchHere.Runtime;
        ScriptArchive.Write(Path.Combine(_directory, "model.pt"), code, "Root", children ? [("a", "Scale"), ("b", "Square"), ("c", "Halve")] : []);
        var model = runtime.Load(Define(config), new LaneOptions());
        return model;
    }

    private ModelDefinition Define(string config) => new("m", 1, _directory, Yaml.Read(config));

    private static void StopBehind(ILoadedModel model, IBatchRun run, int piece)
    {
        var stop = new StopFlag();
        TorchHere.OnStep(model, done =>
        {
            if (done == piece)
                stop.Request();
        });
        Assert.Throws<BatchStoppedException>(() => run.Continue(stop));
    }

    private static float[][] Run(ILoadedModel model, params float[][] items)
    {
        using var outputs = model.Run([.. items.Select(Request)], new StopFlag());
        return Numbers(outputs);
    }

    private static float[][] Numbers(BatchOutputs outputs) => [.. outputs.PerRequest.Select(tensors => MemoryMarshal.Cast<byte, float>(tensors[0].Data.Span).ToArray())];

    private static InferenceRequest Request(params float[] x) => new("r", "", [new Tensor("x", TensorDatatype.Fp32, [1, x.Length], MemoryMarshal.AsBytes(x.AsSpan()).ToArray())]);
}

using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Runtimes;

public class RequestContractTests
{
    private static readonly RequestContract Contract = new(Yaml.Define("""
        slo_ms: 500
        max_batch: 4
        inputs:
          - {name: picture, datatype: FP32, shape: [3, -1, -1], multiple_of: 4, min_extent: 4, max_extent: 64, wire: {datatype: UINT8, layout: HWC}}
          - {name: line, datatype: FP32, shape: [-1], buckets: {0: [8, 16]}}
        outputs:
          - {name: y, datatype: FP32, shape: [10], reduce: {kind: argmax, axis: 0}}
        """));

    private static readonly Tensor Picture = new("picture", TensorDatatype.UInt8, [1, 4, 8, 3], new byte[4 * 8 * 3]);
    private static readonly Tensor Line = new("line", TensorDatatype.Fp32, [1, 5], new byte[20]);

    public static TheoryData<string, Tensor[]> Faults() => new()
    {
        { "input 'line' is missing", [Picture] },
        { "model 'm' has no input 'extra'; it takes picture, line", [Picture, Line, Line with { Name = "extra" }] },
        { "input 'line' is there twice", [Picture, Line, Line] },
        { "input 'line' is INT32 and must be FP32", [Picture, Line with { Datatype = TensorDatatype.Int32 }] },
        { "input 'picture' is FP32 and must be UINT8", [Picture with { Datatype = TensorDatatype.Fp32 }, Line] },
        { "input 'line' is [5] and must have 2 axes: [-1,-1]", [Picture, Line with { Shape = [5] }] },
        { "input 'picture' is [1,4,8,3,1] and must have 4 axes: [-1,-1,-1,3]", [Picture with { Shape = [1, 4, 8, 3, 1] }, Line] },
        { "input 'line' is [] and must have 2 axes", [Picture, Line with { Shape = [] }] },
        { "input 'line' has a batch extent of 2; a request is one item", [Picture, Line with { Shape = [2, 5], Data = new byte[40] }] },
        { "input 'line' has a batch extent of 0", [Picture, Line with { Shape = [0, 5], Data = default }] },
        { "input 'picture': axis 2 of [1,4,6,3] is 6 and must be a multiple of 4", [Picture with { Shape = [1, 4, 6, 3], Data = new byte[72] }, Line] },
        { "input 'picture': axis 1 of [1,68,8,3] is 68 and must be at most 64", [Picture with { Shape = [1, 68, 8, 3] }, Line] },
        { "input 'picture': axis 3 of [1,4,8,4] is 4 and must be 3", [Picture with { Shape = [1, 4, 8, 4] }, Line] },
        { "input 'line': axis 1 of [1,17] is 17, over the largest bucket 16", [Picture, Line with { Shape = [1, 17], Data = new byte[68] }] },
        { "input 'line': axis 1 of [1,0] is 0 and must be at least 1", [Picture, Line with { Shape = [1, 0], Data = default }] },
        { "input 'line': axis 1 of [1,-5] is -5", [Picture, Line with { Shape = [1, -5] }] },
        { "input 'picture': axis 1 of [1,4611686018427387904,4611686018427387904,3]", [Picture with { Shape = [1, 1L << 62, 1L << 62, 3] }, Line] },
        { "tensor 'line' of FP32 [1,5] needs 20 bytes and has 19", [Picture, Line with { Data = new byte[19] }] },
        { "tensor 'picture' of UINT8 [1,4,8,3] needs 96 bytes and has 0", [Picture with { Data = default }, Line] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FindFault_BadRequest_SaysWhat(string expected, Tensor[] inputs) =>
        Assert.StartsWith(expected, Contract.FindFault(new InferenceRequest("1", "m", inputs)), StringComparison.Ordinal);

    [Fact]
    public void FindFault_GoodRequestInAnyOrder_IsNull() => Assert.Null(Contract.FindFault(new InferenceRequest("1", "m", [Line, Picture])));

    [Fact]
    public void FindFault_UnknownOutput_NamesThoseThereAre()
    {
        var request = new InferenceRequest("1", "m", [Line, Picture]);

        Assert.Null(Contract.FindFault(request with { Outputs = ["y.score"] }));
        Assert.Equal("model 'm' has no output 'y'; it gives y.index, y.score", Contract.FindFault(request with { Outputs = ["y"] }));
    }

    [Fact]
    public void FindFault_BatchWouldBeHuge_IsRefused()
    {
        var contract = new RequestContract(Yaml.Define("""
            slo_ms: 1
            max_batch: 1024
            inputs: [{name: x, datatype: FP32, shape: [-1, -1], buckets: {1: [1, 100000]}}]
            outputs: [{name: y, datatype: FP32, shape: [1]}]
            """));
        var request = new InferenceRequest("1", "m", [new Tensor("x", TensorDatatype.Fp32, [1, 3, 2], new byte[24])]);

        Assert.Contains("a batch of 1024 takes over", contract.FindFault(request), StringComparison.Ordinal);
    }

    [Fact]
    public void BucketOf_SameBucket_IsEqual()
    {
        var five = Contract.BucketOf(new InferenceRequest("1", "m", [Picture, Line]));
        var eight = Contract.BucketOf(new InferenceRequest("2", "m", [Line with { Shape = [1, 8], Data = new byte[32] }, Picture]));
        var nine = Contract.BucketOf(new InferenceRequest("3", "m", [Picture, Line with { Shape = [1, 9], Data = new byte[36] }]));
        var turned = Contract.BucketOf(new InferenceRequest("4", "m", [Picture with { Shape = [1, 8, 4, 3] }, Line]));

        Assert.Equal("3x4x8x8", five.ToString());
        Assert.True(five == eight);
        Assert.Equal(five.GetHashCode(), eight.GetHashCode());
        Assert.True(five != nine);
        Assert.True(five != turned);
        Assert.NotEqual(default, five);
    }
}

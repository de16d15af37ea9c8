using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Tests.Models;

public sealed class SampleRequestTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Find_FaultyModelFirst_IsForTheFirstThatReadsAndWithoutFault()
    {
        _repository.Add("a", "1", "slo_ms: never");
        _repository.Add("b", "1", Yaml.Picture);
        var sample = SampleRequest.Find(_repository.Root)!;
        Assert.Equal(("b", "b", "b", ""), (sample.Model, sample.Group, sample.Request.Model, sample.Request.Id));
        Assert.Null(new RequestContract(Yaml.Define(Yaml.Picture)).FindFault(sample.Request));
    }

    [Fact]
    public void Find_NothingThatReads_IsNull() => Assert.Null(SampleRequest.Find(_repository.Root));
}

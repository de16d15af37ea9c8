using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Tests.Serving;

public sealed class ModelRoutesTests
{
    [Fact]
    public void FindUnknown_GroupsOfNoModel_AreNamedAndRefusedOnesAreKnown()
    {
        var routes = ModelRoutes.Of([], [new RefusedModel("m", "ocr", "1", "it is corrupt"), new RefusedModel("?", null, null, "no name")]);

        Assert.Equal(["orc", "video"], routes.FindUnknown(["video", "ocr", "orc"]));
    }
}

using Shepherd.Cli.Commands;
using Shepherd.GpuWorker.Intake;

namespace Shepherd.Cli.Tests.Commands;

public class LimitTextTests
{
    [Theory]
    [InlineData("ocr:records=500,bytes=1000000", 500, 1_000_000L)]
    [InlineData("ocr:records=500", 500, null)]
    [InlineData("ocr:bytes=7", null, 7L)]
    public void TryParse_GroupAndSettings_AreRead(string text, int? records, long? bytes)
    {
        Assert.True(LimitText.TryParse(text, out var group, out var limit, out _));
        Assert.Equal(("ocr", new InFlightLimit(records, bytes)), (group, limit));
    }

    [Theory]
    [InlineData("ocr", "it takes name:records=500")]
    [InlineData(":records=5", "it takes name:records=500")]
    [InlineData("ocr:records=0", "limit of model group 'ocr': records is 0; it must be positive")]
    [InlineData("ocr:rows=5", "'rows=5' is none of its settings")]
    [InlineData("ocr:records=-1", "'records=-1' is none of its settings")]
    public void TryParse_Faulty_SaysWhatItTakes(string text, string named)
    {
        Assert.False(LimitText.TryParse(text, out _, out _, out var fault));
        Assert.Contains(named, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TenantText_InFlight_IsRead()
    {
        Assert.True(TenantText.TryParse("acme:quota=5,records=10,bytes=1000", out var tenant, out _));
        Assert.Equal((10, 1000L), (tenant!.InFlightRecordsMax, tenant.InFlightBytesMax));
        Assert.False(TenantText.TryParse("acme:records=0", out _, out var fault));
        Assert.Contains("tenant 'acme': records is 0", fault, StringComparison.Ordinal);
    }
}

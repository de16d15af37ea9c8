using Shepherd.Core.Policies;
using Shepherd.Core.Tenants;
using Shepherd.Core.Tests.Policies;

namespace Shepherd.Core.Tests.Tenants;

public class TenantTests
{
    [Fact]
    public void TryTake_EmptyBucket_FillsAtItsRateUpToItsBurst()
    {
        var bucket = new TokenBucket();
        Assert.Equal([true, true, false], Take(bucket, 0, 3));
        Assert.Equal([true, false], Take(bucket, 100_000_000, 2));
        Assert.Equal([true, true, false], Take(bucket, 60_000_000_000, 3));
        Assert.Equal([false], Take(bucket, 59_000_000_000, 1));
    }

    [Fact]
    public void OnArrival_OverTheQuota_IsDroppedAndOthersAreNot()
    {
        var driver = Driver(new EdfPolicy(), new Tenant("a") { QuotaRps = 10, Burst = 2 }, new Tenant("b"));
        for (var i = 0; i < 3; i++)
            driver.Arrive(0, 1000, tenant: 0);
        Assert.Equal([(2L, DropReason.OverQuota)], driver.Drops);
        driver.Arrive(0, 1000, tenant: 1);
        driver.Arrive(0, 1000);
        Assert.Empty(driver.Drops);
        driver.Arrive(100, 1000, tenant: 0);
        Assert.Empty(driver.Drops);
    }

    [Fact]
    public void OnPlan_SameTenantAgain_KeepsWhatItUsed()
    {
        var driver = Driver(new EdfPolicy(), new Tenant("a") { QuotaRps = 1 });
        driver.Arrive(0, 1000, tenant: 0);
        driver.Plan(0, new Tenant("b"), new Tenant("a") { QuotaRps = 1 });
        driver.Arrive(0, 1000, tenant: 1);
        Assert.Equal(DropReason.OverQuota, Assert.Single(driver.Drops).Reason);
    }

    [Theory]
    [InlineData(0, 1, 0, "weight")]
    [InlineData(double.NaN, 1, 0, "weight")]
    [InlineData(1, 0, 0, "quota")]
    [InlineData(1, double.PositiveInfinity, 0, "quota")]
    [InlineData(1, 1, -1, "burst")]
    public void OnPlan_FaultyTenant_IsNamedWithTheFault(double weight, double quotaRps, int burst, string named)
    {
        var fault = Assert.Throws<ArgumentException>(() => Driver(new EdfPolicy(), new Tenant("acme") { Weight = weight, QuotaRps = quotaRps, Burst = burst }));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.Contains("acme", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnArrival_TenantNotInThePlan_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Driver(new EdfPolicy(), new Tenant("a")).Arrive(0, 10, tenant: 1));

    private static bool[] Take(TokenBucket bucket, long nowNs, int times) => [.. Enumerable.Range(0, times).Select(_ => bucket.TryTake(10, 2, nowNs))];

    private static PolicyDriver Driver(ISchedulingPolicy policy, params Tenant[] tenants)
    {
        var driver = new PolicyDriver(policy, 1, (1, 10, 8));
        driver.Plan(0, tenants);
        return driver;
    }
}

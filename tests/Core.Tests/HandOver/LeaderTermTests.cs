using Shepherd.Core.HandOver;

namespace Shepherd.Core.Tests.HandOver;

public class LeaderTermTests
{
    private readonly LeaderTerm _leader = new();

    [Fact]
    public void ReadClaim_OwnClaim_Leads()
    {
        Claim(7);
        Assert.Null(_leader.Term);
        _leader.ReadClaim(7, 0);
        Assert.Equal(7, _leader.Term);
    }

    [Fact]
    public void ReadClaim_BeforeTheAcknowledgement_LeadsOnceItIsKnownToBeItsOwn()
    {
        _leader.Chosen();
        _leader.ReadToEnd();
        _leader.ReadClaim(7, 0);
        Assert.Null(_leader.Term);
        _leader.Claimed(7, 0);
        Assert.Equal(7, _leader.Term);
    }

    [Fact]
    public void ReadClaim_Newer_IsDeposedUntilChosenAgain()
    {
        Claim(7);
        _leader.ReadClaim(7, 0);
        _leader.ReadClaim(9, 0);
        Assert.Equal((LeaderPhase.Deposed, null), (_leader.Phase, _leader.Term));
        _leader.BeginAnew();
        Assert.Equal(LeaderPhase.Deposed, _leader.Phase);
        _leader.Chosen();
        Assert.Equal(LeaderPhase.Reading, _leader.Phase);
    }

    [Fact]
    public void See_TopicWasMadeAnew_ClaimsAboveEveryTermSeen()
    {
        _leader.See(40);
        Claim(0);
        Assert.Equal((LeaderPhase.Reading, 41), (_leader.Phase, _leader.ClaimBase));
        _leader.ReadToEnd();
        _leader.Claimed(1, 41);
        _leader.ReadClaim(1, 41);
        Assert.Equal(42, _leader.Term);
    }

    [Fact]
    public void Lost_WhileLeading_EndsAtOnce()
    {
        Claim(7);
        _leader.ReadClaim(7, 0);
        _leader.Lost();
        Assert.Null(_leader.Term);
    }

    [Fact]
    public void BeginAnew_FateOfAPlanUnknown_ClaimsAgain()
    {
        Claim(7);
        _leader.ReadClaim(7, 0);
        _leader.BeginAnew();
        Assert.Equal((LeaderPhase.Reading, null), (_leader.Phase, _leader.Term));
    }

    private void Claim(long offset)
    {
        _leader.Chosen();
        _leader.ReadToEnd();
        _leader.Claimed(offset, _leader.ClaimBase);
    }
}

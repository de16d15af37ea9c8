using Shepherd.Client.Requests;
using Shepherd.Schemas;

namespace Shepherd.Client.Tests.Requests;

public sealed class PendingRequestsTests
{
    private readonly PendingRequests _pending = new(rememberedMax: 2);

    [Fact]
    public async Task Answer_Waiting_CompletesOnce()
    {
        var waiting = _pending.Add("a");

        Assert.True(_pending.Expects("a"));
        _pending.Answer(new InferenceResult("a", "m", Outcome.Ok));
        _pending.Answer(new InferenceResult("a", "m", Outcome.Expired));

        Assert.Equal(Outcome.Ok, (await waiting).Outcome);
        Assert.False(_pending.Expects("a"));
        Assert.Equal((1, 0), (_pending.Repeats, _pending.LateReplies));
    }

    [Fact]
    public void Expects_GivenUp_LateOnceThenRepeat()
    {
        _ = _pending.Add("a");
        _pending.GiveUp("a");

        Assert.False(_pending.Expects("a"));
        Assert.Equal((0, 1), (_pending.Repeats, _pending.LateReplies));
        Assert.False(_pending.Expects("a"));
        Assert.Equal((1, 1), (_pending.Repeats, _pending.LateReplies));
    }

    [Fact]
    public void Expects_Stranger_CountsNothing()
    {
        Assert.False(_pending.Expects("other client's"));
        Assert.Equal((0, 0), (_pending.Repeats, _pending.LateReplies));
    }

    [Fact]
    public void Expects_MoreThanRemembered_OldestIsForgotten()
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            _ = _pending.Add(id);
            _pending.Answer(new InferenceResult(id, "m", Outcome.Ok));
        }

        Assert.All(["a", "b", "c"], id => Assert.False(_pending.Expects(id)));
        Assert.Equal(2, _pending.Repeats);
    }

    [Fact]
    public async Task Add_AnsweredBefore_WaitsAnew()
    {
        _ = _pending.Add("a");
        _pending.Answer(new InferenceResult("a", "m", Outcome.Ok));

        var again = _pending.Add("a");
        _pending.Answer(new InferenceResult("a", "m", Outcome.Expired));

        Assert.Equal(Outcome.Expired, (await again).Outcome);
    }

    [Fact]
    public async Task Close_Waiting_FailsAndRefusesMore()
    {
        var waiting = _pending.Add("a");

        _pending.Close(new InvalidOperationException("the reason"));

        Assert.Equal("the reason", (await Assert.ThrowsAsync<InferenceClientException>(() => waiting)).Message);
        Assert.Equal("the reason", Assert.Throws<InferenceClientException>(() => { _ = _pending.Add("b"); }).Message);
    }
}

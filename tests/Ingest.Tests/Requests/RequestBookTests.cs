using Shepherd.Ingest.Requests;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;
using Shepherd.Tests.Shared;

namespace Shepherd.Ingest.Tests.Requests;

public class RequestBookTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void TryAdd_FullOfPendingOnes_Refuses()
    {
        var book = new RequestBook(TimeSpan.FromMinutes(1), _clock);
        for (var i = 0; i < RequestLimits.KeptMax; i++)
            Assert.True(book.TryAdd(New($"{i}")));

        Assert.False(book.TryAdd(New("more")));
    }

    [Fact]
    public void TryAdd_FullOfAnsweredOnes_TheOldestGoes()
    {
        var book = new RequestBook(TimeSpan.FromMinutes(1), _clock);
        for (var i = 0; i < RequestLimits.KeptMax; i++)
            Answer(book, New($"{i}"), bytes: 1);

        Assert.True(book.TryAdd(New("more")));
        Assert.False(book.TryFind("0", out _));
        Assert.True(book.IsGone("0"));
        Assert.True(book.TryFind("1", out _));
    }

    [Fact]
    public void Answered_OverTheBytes_TheOldestGoes()
    {
        var book = new RequestBook(TimeSpan.FromMinutes(1), _clock);
        Answer(book, New("first"), (int)(RequestLimits.AnswerBytesMax / 2));
        Answer(book, New("second"), (int)(RequestLimits.AnswerBytesMax / 2));
        Assert.True(book.TryFind("first", out _));

        Answer(book, New("third"), bytes: 1);

        Assert.False(book.TryFind("first", out _));
        Assert.Equal(2, book.Count);
    }

    [Fact]
    public void Forget_Answered_GivesItsBytesBack()
    {
        var book = new RequestBook(TimeSpan.FromMinutes(1), _clock);
        var first = New("first");
        Answer(book, first, (int)RequestLimits.AnswerBytesMax);

        book.Forget(first);
        Answer(book, New("second"), (int)RequestLimits.AnswerBytesMax);

        Assert.True(book.TryFind("second", out _));
        Assert.Empty(first.Result!.Outputs);
    }

    [Fact]
    public void Sweep_OverItsTime_GoneAndNotBefore()
    {
        var book = new RequestBook(TimeSpan.FromMinutes(1), _clock);
        Answer(book, New("answered"), bytes: 1);
        book.TryAdd(New("pending"));

        _clock.Advance(TimeSpan.FromSeconds(59));
        book.Sweep();
        Assert.Equal(2, book.Count);
        _clock.Advance(TimeSpan.FromSeconds(1));
        book.Sweep();

        Assert.True(book.IsGone("answered"));
        Assert.True(book.TryFind("pending", out _));
    }

    private void Answer(RequestBook book, AsyncRequest request, int bytes)
    {
        book.TryAdd(request);
        request.Answer(new InferenceResult(request.Id, "m", Outcome.Ok) { Outputs = [new Tensor("y", TensorDatatype.UInt8, [bytes], new byte[bytes])] }, _clock.GetTimestamp());
        book.Answered(request);
    }

    private static AsyncRequest New(string id) => new(id, "", "m", "", null, OipBinaryOutputs.None);
}

using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Grpc;

namespace Shepherd.Ingest.Tests.Grpc;

public class GrpcTextTests
{
    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3_000)]
    [InlineData("250m", 250)]
    [InlineData("1500u", 1.5)]
    [InlineData("99999999n", 99.9999)]
    [InlineData("99999999H", 86_400_000)]
    public void Read_Timeout_IsItsTime(string text, double ms) => Assert.Equal(TimeSpan.FromTicks((long)(ms * 10_000)), GrpcTimeout.Read(text));

    [Theory]
    [InlineData("m")]
    [InlineData("5")]
    [InlineData("-5m")]
    [InlineData("123456789m")]
    [InlineData("5x")]
    [InlineData("0x5m")]
    public void Read_BadTimeout_IsInvalidAndNamed(string text)
    {
        var thrown = Assert.Throws<FaultException>(() => GrpcTimeout.Read(text));

        Assert.Equal(FaultKind.Invalid, thrown.Fault.Kind);
        Assert.Contains($"'{text}'", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("50%", "50%25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("ü", "%C3%BC")]
    [InlineData("🐑", "%F0%9F%90%91")]
    public void Encode_Message_IsPercentEncodedUtf8(string text, string encoded) => Assert.Equal(encoded, PercentText.Encode(text));
}

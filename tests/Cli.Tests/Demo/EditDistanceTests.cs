using Shepherd.Cli.Demo;

namespace Shepherd.Cli.Tests.Demo;

public class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("saturday", "sunday", 3)]
    [InlineData("same", "same", 0)]
    public void Between_Words_IsLevenshtein(string a, string b, int expected) => Assert.Equal(expected, EditDistance.Between(a, b));

    [Fact]
    public void Value_NothingCompared_IsUnknown() => Assert.Null(new TextAccuracy().Value);

    [Fact]
    public void Value_TwoTexts_WeighsByLengthAndIgnoresLineBreaks()
    {
        var accuracy = new TextAccuracy();
        accuracy.Add("one  two\nthree", " one two three ");
        accuracy.Add("abXdefg", "abcdefg");

        Assert.Equal(1 - (1 / 20.0), accuracy.Value!.Value, 12);
    }

    [Fact]
    public void Value_MoreErrorsThanCharacters_IsZero()
    {
        var accuracy = new TextAccuracy();
        accuracy.Add("much too long", "a");

        Assert.Equal(0, accuracy.Value);
    }
}

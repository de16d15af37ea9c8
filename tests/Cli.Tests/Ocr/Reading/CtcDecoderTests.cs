using Shepherd.Cli.Ocr.Reading;

namespace Shepherd.Cli.Tests.Ocr.Reading;

public class CtcDecoderTests
{
    private static readonly Alphabet Abc = new(["a", "b", "c"]);

    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 0, 0, 0 }, "")]
    [InlineData(new[] { 1, 1, 2, 2, 2, 3 }, "abc")]
    [InlineData(new[] { 1, 0, 1, 1, 0, 0, 1 }, "aaa")]
    [InlineData(new[] { 0, 3, 4, 0, 2 }, "c b")]
    public void Decode_Steps_CollapsesRepeatsAndDropsBlanks(int[] indices, string expected)
    {
        var (text, _) = CtcDecoder.Decode(indices, Enumerable.Repeat(1f, indices.Length).ToArray(), Abc);

        Assert.Equal(expected, text);
    }

    [Fact]
    public void Decode_Scores_AveragesTheStepsThatGaveACharacter()
    {
        var (_, score) = CtcDecoder.Decode([0, 1, 1, 0, 2], [0.1f, 0.8f, 0.2f, 0.1f, 0.6f], Abc);

        Assert.Equal(0.7f, score, 1e-6f);
    }

    [Fact]
    public void Count_Alphabet_HasBlankAndSpaceBesideTheCharacters()
    {
        Assert.Equal(5, Abc.Count);
        Assert.Equal(" ", Abc[4]);
    }

    [Fact]
    public void Load_NoFile_SaysHowToGetIt()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => Alphabet.Load("/nowhere/characters.txt"));

        Assert.Contains("/nowhere/characters.txt is missing: run eng/models.sh", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_File_KeepsEveryLine()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "a\r\n\u3000\n#\n");
        var alphabet = Alphabet.Load(path);
        File.Delete(path);

        Assert.Equal((5, "a", "\u3000", "#"), (alphabet.Count, alphabet[1], alphabet[2], alphabet[3]));
    }
}

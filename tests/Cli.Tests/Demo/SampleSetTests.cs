using Shepherd.Cli.Demo;

namespace Shepherd.Cli.Tests.Demo;

public sealed class SampleSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samples").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_CommittedSamples_HasEveryPictureAndItsText()
    {
        var samples = SampleSet.Load(Repository.Samples);

        Assert.Equal(Directory.GetFiles(Repository.Samples, "*.png").Select(Path.GetFileName).Order(), samples.Select(s => s.Name).Order());
        Assert.All(samples, s => Assert.NotEmpty(s.KnownText));
        Assert.True(samples.Count >= 8);
    }

    [Theory]
    [InlineData(null, "texts.json is missing")]
    [InlineData("{}", "names no pictures")]
    [InlineData("[1]", "is not {\"file.png\"")]
    [InlineData("{\"none.png\":[\"a\"]}", "none.png: there is no such file")]
    public void Load_BadFolder_NamesFileAndRemedy(string? texts, string expected)
    {
        if (texts is not null)
            File.WriteAllText(Path.Combine(_folder, SampleSet.TextsFile), texts);

        Assert.Contains(expected, Assert.Throws<SampleException>(() => SampleSet.Load(_folder)).Message, StringComparison.Ordinal);
    }
}

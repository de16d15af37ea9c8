using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Models;

public sealed class ModelRepositoryTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Scan_SeveralVersions_NewestFirstByNumber()
    {
        foreach (var version in (string[])["9", "10", "2"])
            _repository.Add("b", version, Yaml.Picture);
        _repository.Add("a", "1", Yaml.Picture);

        var scan = _repository.Scan();

        Assert.Equal([("a", 1), ("b", 10), ("b", 9), ("b", 2)], scan.Models.Select(model => (model.Name, model.Version)));
        Assert.Empty(scan.Refused);
    }

    [Fact]
    public void Scan_BadConfig_IsRefusedUnderItsGroupAndOthersAreFound()
    {
        _repository.Add("good", "1", Yaml.Picture);
        _repository.Add("bad", "1", "group: readers\nslo_ms: soon");
        _repository.Add("garbled", "1", "{[");

        var scan = _repository.Scan();

        Assert.Equal("good", scan.Models.Single().Name);
        var bad = scan.Refused.Single(model => model.Name == "bad");
        Assert.Equal(("readers", "1"), (bad.Group, bad.Version));
        Assert.Contains(Path.Combine(_repository.Root, "bad", "1", "config.yaml") + ":2: slo_ms: found 'soon'", bad.Reason, StringComparison.Ordinal);
        Assert.Contains("max_batch: is missing", bad.Reason, StringComparison.Ordinal);
        Assert.Equal("garbled", scan.Refused.Single(model => model.Name == "garbled").Group);
    }

    [Fact]
    public void Scan_NoConfig_NamesTheFile()
    {
        _repository.Add("empty", "1");

        Assert.Contains(Path.Combine("empty", "1", "config.yaml") + ": no such file; ", _repository.Scan().Refused.Single().Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void Scan_VersionThatIsNoNumber_IsRefused(string version)
    {
        _repository.Add("m", version, Yaml.Picture);

        var scan = _repository.Scan();

        Assert.Empty(scan.Models);
        Assert.Contains(scan.Refused, model => model.Version == version && model.Reason.Contains("a version is a positive integer", StringComparison.Ordinal));
    }

    [Fact]
    public void Scan_NoVersion_IsRefusedAsAWhole()
    {
        Directory.CreateDirectory(Path.Combine(_repository.Root, "m"));

        var refused = _repository.Scan().Refused.Single();

        Assert.Equal(("m", "m", null), (refused.Name, refused.Group, refused.Version));
        Assert.Contains("has no version", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_NameThatNoTopicCanBear_HasNoGroup()
    {
        _repository.Add("two words", "1", Yaml.Picture);

        var refused = _repository.Scan().Refused.Single();

        Assert.Null(refused.Group);
        Assert.Contains("rename the directory", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_HugeConfig_IsNotRead()
    {
        _repository.Add("m", "1", new string('#', ConfigReader.LengthMax + 1));

        Assert.Contains($"has over {ConfigReader.LengthMax} bytes", _repository.Scan().Refused.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_HiddenDirectoriesAndFiles_AreLeftOut()
    {
        _repository.Add(".git", "1", Yaml.Picture);
        File.WriteAllText(Path.Combine(_repository.Root, "README.md"), "models");

        var scan = _repository.Scan();

        Assert.Empty(scan.Models);
        Assert.Empty(scan.Refused);
    }

    [Fact]
    public void Scan_NoRoot_NamesIt() =>
        Assert.Contains("/no/such/root: no such directory; ", Assert.Throws<DirectoryNotFoundException>(() => ModelRepository.Scan("/no/such/root")).Message, StringComparison.Ordinal);

    [Fact]
    public void ToCatalogEntry_Picture_TellsWireForms()
    {
        _repository.Add("m", "7", Yaml.Picture);

        var entry = _repository.Scan().Models.Single().ToCatalogEntry();

        Assert.Equal(("m", "7", "m", 500, 1, 4, "onnx"), (entry.Model, entry.Version, entry.Group, entry.SloMs, entry.Priority, entry.MaxBatch, entry.Runtime));
        Assert.Equal(("x", TensorDatatype.UInt8), (entry.Inputs.Single().Name, entry.Inputs.Single().Datatype));
        Assert.Equal([-1, 48, -1, 3], entry.Inputs.Single().Shape);
        Assert.Equal([("y.index", TensorDatatype.Int32), ("y.score", TensorDatatype.Fp32)], entry.Outputs.Select(output => (output.Name, output.Datatype)));
        Assert.All(entry.Outputs, output => Assert.Equal([-1, -1], output.Shape));
    }
}

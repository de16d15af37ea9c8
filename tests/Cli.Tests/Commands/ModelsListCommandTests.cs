using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Commands;

public sealed class ModelsListCommandTests : IDisposable
{
    private const string Config = """
        runtime: replay
        slo_ms: 250
        max_batch: 4
        group: some
        replay: {latency_ms: {1: 2, 4: 5}}
        inputs: [{name: x, datatype: FP32, shape: [4]}]
        outputs: [{name: y, datatype: FP32, shape: [4]}]
        """;

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("models-list").FullName;

    public ModelsListCommandTests()
    {
        Add("m", "1", Config);
        Add("m", "2", Config + "\ncanary_traffic_percent: 10");
        Add("m", "3", "runtime: replay\nslo_ms: no number");
        Add("m", "latest", Config);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void List_Repository_HasVersionsProfilesAndRefusals()
    {
        Assert.True(Invoke(ProfileCommand.Create(new HomeFolders(_folder, "", "")), Path.Combine(_folder, "m", "2"), "--models", _folder, "--seconds", "0.02", "--write") == 0, _error.ToString());

        var list = Json("--models", _folder);

        var models = list.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(["2", "1"], models.Select(m => m.GetProperty("version").GetString()));
        Assert.Equal(("some", "replay", 250, 4, 10), (Text(models[0], "group"), Text(models[0], "runtime"), Number(models[0], "slo_ms"), Number(models[0], "max_batch"), Number(models[0], "canary_percent")));
        Assert.False(models[0].TryGetProperty("served", out _));
        var profile = models[0].GetProperty("profiles").EnumerateArray().Single();
        Assert.Equal("FILE", Text(profile, "source"));
        Assert.True(profile.GetProperty("l1_ms").GetDouble() > 0 && profile.GetProperty("l_max_ms").GetDouble() > 0);
        Assert.Empty(models[1].GetProperty("profiles").EnumerateArray());
        var refused = list.GetProperty("refused").EnumerateArray().ToDictionary(r => Text(r, "version"), r => Text(r, "reason"));
        Assert.Equal(["3", "latest"], refused.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("slo_ms", refused["3"], StringComparison.Ordinal);
        Assert.Contains("a version is a positive integer", refused["latest"], StringComparison.Ordinal);
    }

    [Fact]
    public void List_Table_SaysTheSame()
    {
        Assert.Equal(0, Invoke(ModelsCommand.Create(new HomeFolders(_folder, "", "")), "list"));

        Assert.Contains("2 (canary 10 %)", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("m version 3 is refused:", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void List_ConfigurationChangedSinceItWasMeasured_SaysSo()
    {
        Assert.Equal(0, Invoke(ProfileCommand.Create(new HomeFolders(_folder, "", "")), Path.Combine(_folder, "m", "2"), "--models", _folder, "--seconds", "0.02", "--write"));
        File.AppendAllText(Path.Combine(_folder, "m", "2", "config.yaml"), "\npriority: 2\n");

        var newest = Json("--models", _folder).GetProperty("models")[0];

        Assert.Empty(newest.GetProperty("profiles").EnumerateArray());
        Assert.Contains("measure again", Text(newest, "profile_fault"), StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_WriteWithOtherLanes_KeepsBoth()
    {
        Assert.Equal(0, Invoke(ProfileCommand.Create(new HomeFolders(_folder, "", "")), Path.Combine(_folder, "m", "2"), "--models", _folder, "--seconds", "0.02", "--threads", "1", "--write"));
        Assert.Equal(0, Invoke(ProfileCommand.Create(new HomeFolders(_folder, "", "")), Path.Combine(_folder, "m", "2"), "--models", _folder, "--seconds", "0.02", "--threads", "1", "--lanes", "2", "--write"));
        Assert.Equal(0, Invoke(ProfileCommand.Create(new HomeFolders(_folder, "", "")), Path.Combine(_folder, "m", "2"), "--models", _folder, "--seconds", "0.02", "--threads", "1", "--lanes", "2", "--write"));

        var devices = Json("--models", _folder).GetProperty("models")[0].GetProperty("profiles").EnumerateArray().Select(p => Text(p, "device")).ToList();

        Assert.Equal([true, false], devices.Select(d => d.EndsWith(", one of 2 lanes", StringComparison.Ordinal)));
    }

    [Fact]
    public void List_NoSuchRepository_SaysWhatToName()
    {
        Assert.Equal(1, Invoke(ModelsCommand.Create(new HomeFolders("", "", "")), "list", "--models", "/nowhere"));

        Assert.Contains("/nowhere: no such directory", _error.ToString(), StringComparison.Ordinal);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private void Add(string model, string version, string config) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, model, version)).FullName, "config.yaml"), config);

    private JsonElement Json(params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        Assert.True(Invoke(ModelsCommand.Create(new HomeFolders("", "", "")), ["list", .. arguments, "-o", "json"]) == 0, _error.ToString());
        return JsonDocument.Parse(_output.ToString()).RootElement;
    }

    private int Invoke(Command command, params string[] arguments) => CommandLine.InvokeAsync(command, arguments, new InvocationConfiguration { Output = _output, Error = _error }).GetAwaiter().GetResult();
}

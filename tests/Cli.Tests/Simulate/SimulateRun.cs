using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Simulate;

/// <summary>Runs <c>simulate</c> in this process, with a folder for its files.</summary>
public abstract class SimulateRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulate").FullName;

    private protected StringWriter Output { get; } = new();

    private protected StringWriter Error { get; } = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Says nothing on standard error but how far it is, which a slow machine gets to read.</summary>
    private protected JsonElement Json(params string[] arguments)
    {
        Assert.Equal((0, ""), (Invoke([.. arguments, "-o", "json"]), string.Join('\n', Error.ToString().Split('\n').Where(line => !line.StartsWith("simulated ", StringComparison.Ordinal)))));
        var line = Assert.Single(Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Output.GetStringBuilder().Clear();
        return JsonDocument.Parse(line).RootElement;
    }

    private protected string Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, text);
        return path;
    }

    private protected int Invoke(params string[] arguments) => SimulateCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = Output, Error = Error });
}

using System.CommandLine;
using Shepherd.Cli.Estimate;
using Shepherd.Cli.Profile;
using Shepherd.GpuWorker;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Profiling.Measuring;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd profile MODEL…</c>: measures models, for workers, simulator and planner.</summary>
internal static class ProfileCommand
{
    private const int ThreadsMax = 1024;

    /// <summary>With a few shapes and sizes, well under a minute a model.</summary>
    private const double SecondsDefault = 1;

    private const double SecondsMin = 0.01;

    private const double SecondsMax = 3600;

    internal static Command Create(HomeFolders home)
    {
        var names = new Argument<string[]>("model") { Description = "Names in the repository, directories, or model.onnx files", Arity = ArgumentArity.OneOrMore };
        var models = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var batches = new Option<string?>("--batches") { Description = "Batch sizes (default 1, 2, 4 … and the model's largest)", HelpName = "1,2,4,…" };
        var devices = new Option<string[]>("--devices") { Description = "Devices, such as cpu:0,cuda:0 (default cpu:0); of those that are alike the first", AllowMultipleArgumentsPerToken = true, HelpName = "kind:number" };
        var threads = NumberOption.Create("--threads", "CPU threads of a run (default: half of the cores, as a worker's one lane has)", min: 1, ThreadsMax);
        var lanes = NumberOption.Create("--lanes", "Lanes that each device is divided into: one of them is measured, for workers with as many", otherwise: 1, min: 1, WorkerOptions.LanesPerDeviceCeiling);
        var shapes = new Option<string[]>("--shapes") { Description = "Shape of the inputs, the batch axis left out; may be repeated (default: those that a worker measures)", HelpName = "name=3x640x640" };
        var seconds = NumberOption.Create("--seconds", $"Time for each batch size of each shape (default {SecondsDefault})", SecondsMin, SecondsMax);
        var write = new Option<bool>("--write") { Description = $"Write {ProfileFile.Name} beside each config.yaml, where workers look for it" };
        var to = new Option<string?>("--to") { Description = "Write a file with all models, for simulate --models and plan --models", HelpName = "file.json" };
        var output = SharedOptions.Output("table");
        var command = new Command("profile", "Measures models: latency by batch size and shape, memory, how soon batches stop") { names, models, batches, devices, threads, lanes, shapes, seconds, write, to, output };
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            if (parsed.GetValue(to) is { } path)
                OutputFile.Check(path, "--to ");
            var given = parsed.GetValue(devices) is { Length: > 0 } list ? list.SelectMany(d => d.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToArray() : null;
            var measured = new List<(ProfiledModel Profile, string? Folder)>();
            foreach (var name in parsed.GetValue(names)!)
            {
                var request = new ProfileRequest(name, parsed.GetValue(models)!)
                {
                    Batches = parsed.GetValue(batches) is { } sizes ? BatchSizes.Parse(sizes, "--batches") : [],
                    Threads = parsed.GetValue(threads),
                    Lanes = parsed.GetValue(lanes),
                    Shapes = parsed.GetValue(shapes) ?? [],
                    PointTime = TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? SecondsDefault),
                };
                measured.Add(ProfileRun.Measure(given is null ? request : request with { Devices = given }, parsed.InvocationConfiguration.Error.WriteLine));
                if (parsed.GetValue(write))
                    WriteBeside(measured[^1], parsed.InvocationConfiguration.Error);
            }

            var file = new ProfileFile([.. measured.Select(m => m.Profile)]);
            if (parsed.GetValue(to) is { } target)
                OutputFile.Write(target, file.ToJson(), "--to ");
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(file.ToJson());
                else
                    ProfileTable.Write(writer, file);
            });
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void WriteBeside((ProfiledModel Profile, string? Folder) measured, TextWriter say)
    {
        if (measured.Folder is not { } folder)
            throw new ArgumentException($"--write: model '{measured.Profile.Name}' has no config.yaml to write beside; give --to FILE");
        var path = Path.Combine(folder, ProfileFile.Name);
        OutputFile.Write(path, new ProfileFile([measured.Profile.Beside(path)]).ToJson(), "--write ");
        say.WriteLine($"{path} is written: workers that load the model on such a device read it instead of measuring");
    }
}

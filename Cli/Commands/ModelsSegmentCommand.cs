using System.CommandLine;
using Shepherd.Cli.Estimate;
using Shepherd.Cli.Segments;
using Shepherd.GpuWorker.Profiling.Measuring;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd models segment MODEL</c>: cuts a model, and tells what running it in segments costs.</summary>
internal static class ModelsSegmentCommand
{
    /// <summary>As in a config.yaml.</summary>
    private const int SegmentsMax = 64;

    /// <summary>As the simulator reckons with.</summary>
    private const int SegmentsOtherwise = 8;

    /// <summary>More than any machine here has.</summary>
    private const int ThreadsMax = 1024;

    /// <summary>Medians of as many are steady to a per cent or two.</summary>
    private const int RoundsOtherwise = 25;

    private const int RoundsMax = 10_000;

    internal static Command Create(HomeFolders home)
    {
        var model = new Argument<string>("model") { Description = "A name in the repository, a directory, or a model.onnx file" };
        var repository = new Option<string>("--models") { Description = "Model repository: model/version/config.yaml", DefaultValueFactory = _ => home.Models };
        var segments = NumberOption.Create("--segments", "Segments at most", SegmentsOtherwise, min: 2, SegmentsMax);
        var inputs = new Option<string[]>("--input") { Description = "Shape of an input that the graph leaves free: the batch axis first and 1, or spelled N wherever it is (of a name: as workers cut it)", HelpName = "name=1x3x48x320" };
        var folder = new Option<string?>("--out") { Description = "Folder for the segments; without it the cache that workers use", HelpName = "folder" };
        var batch = new Option<string>("--batch") { Description = "Batch sizes at which the chain is tried against the whole model", HelpName = "1,2,4,…", DefaultValueFactory = _ => "1,4,8" };
        var rounds = NumberOption.Create("--rounds", "Runs of either at each batch size, by turns", RoundsOtherwise, min: 1, RoundsMax);
        var threads = NumberOption.Create("--threads", "Threads of a run", otherwise: 1, min: 1, ThreadsMax);
        var clock = ChoiceOption.Create("--clock", "What times are: the processor's on this process, which others that are busy do not disturb, or the wall's", SegmentRequest.CpuClock, SegmentRequest.WallClock);
        var output = SharedOptions.Output("table");
        var command = new Command("segment", "Cuts a model into segments between which a batch can be suspended, and compares their chain with the whole model")
        {
            model, repository, segments, inputs, folder, batch, rounds, threads, clock, output,
        };
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var given = parsed.GetValue(model)!;
            var (path, shapes) = File.Exists(given) ? new NamedModel(given, []) : NamedModel.Find(given, parsed.GetValue(repository)!);
            var report = SegmentReport.Of(new SegmentRequest(path, parsed.GetValue(segments), [.. (parsed.GetValue(inputs) is { Length: > 0 } own ? own : shapes).Select(GivenShape.Parse)])
            {
                Folder = parsed.GetValue(folder),
                Batches = BatchSizes.Parse(parsed.GetValue(batch)!),
                Rounds = parsed.GetValue(rounds),
                Threads = parsed.GetValue(threads),
                Clock = parsed.GetValue(clock)!,
            });
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(SegmentJson.Write(report));
                else
                    SegmentTable.Write(writer, report);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}

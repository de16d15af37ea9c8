using System.CommandLine;
using Shepherd.Cli.Estimate;
using Shepherd.Cli.Simulate;
using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd estimate MODEL.onnx</c>: what a model needs of a device.</summary>
internal static class EstimateCommand
{
    private const string AsWritten = "auto";

    /// <summary>More than any machine here has.</summary>
    private const int ThreadsMax = 1024;

    internal static Command Create()
    {
        var model = new Argument<string>("model.onnx") { Description = "The model" };
        var device = new Option<string>("--device") { Description = $"{EstimateRequest.Devices}, or cpu: this machine's, measured first", HelpName = "name", Required = true };
        var batch = new Option<string>("--batch") { Description = "Batch sizes", HelpName = "1,2,4,…", DefaultValueFactory = _ => "1,2,4,8,16" };
        var inputs = new Option<string[]>("--input") { Description = "Shape of an input that the graph leaves free: the batch axis first and 1, or spelled N wherever it is; default: what config.yaml beside the model warms it up with", HelpName = "name=1x3x48x320" };
        var backend = ChoiceOption.Create("--backend", "From rooflines of the operators, from a table of times, or by weights that were learnt", EstimateRequest.Backends);
        var precision = ChoiceOption.Create("--precision", "What the model computes in; auto: 32 bits, TF32 where the device has it", [AsWritten, .. Enum.GetNames<Precision>().Select(n => n.ToLowerInvariant())]);
        var table = new Option<string?>("--table") { Description = "Times for --backend table; without them cpu is measured", HelpName = "batch:ms,…" };
        var threads = NumberOption.Create("--threads", "Threads of a run on cpu", otherwise: 1, min: 1, ThreadsMax);
        var concurrent = new Option<bool>("--concurrent") { Description = "Reckons with branches of the graph running beside each other; runtimes with one stream run one kernel at a time" };
        var output = SharedOptions.Output("table");
        var command = new Command("estimate", "Estimates what a model needs of a device: compute, memory, time") { model, device, batch, inputs, backend, precision, table, threads, concurrent, output };
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var path = InputFile.Check("model", parsed.GetValue(model)!);
            var request = new EstimateRequest(path, parsed.GetValue(device)!, BatchSizes.Parse(parsed.GetValue(batch)!), [.. (parsed.GetValue(inputs) ?? []).Select(GivenShape.Parse)], parsed.GetValue(backend)!)
            {
                Precision = parsed.GetValue(precision) is { } name and not AsWritten ? Enum.Parse<Precision>(name, ignoreCase: true) : null,
                Points = parsed.GetValue(table) is { } text ? BatchSizes.ParseTable(text) : null,
                Threads = parsed.GetValue(threads),
                Concurrent = parsed.GetValue(concurrent),
            };
            var run = EstimateRun.Of(request);
            StandardOutput.WriteTo(parsed, writer =>
            {
                if (parsed.GetValue(output) == OutputFormat.Json)
                    writer.WriteLine(EstimateJson.Write(run));
                else
                    EstimateTable.Write(writer, run);
            });
            return ExitCodes.Done;
        }));
        return command;
    }
}

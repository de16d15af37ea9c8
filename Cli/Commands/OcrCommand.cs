using System.CommandLine;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Reading;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd ocr FILE.png…</c>: reads the text of the user's own pictures.</summary>
internal static class OcrCommand
{
    internal static Command Create(OpenCluster open, HomeFolders home)
    {
        var files = new Argument<string[]>("file.png") { Description = "Pictures: PNG, grey or RGB(A), 8 bits a channel", Arity = ArgumentArity.OneOrMore };
        var bootstrapServer = SharedOptions.BootstrapServer();
        var workers = SharedOptions.Workers();
        var output = SharedOptions.Output();
        var timeoutMs = SharedOptions.TimeoutMs("default 10000");
        var command = new Command("ocr", "Reads the text of pictures") { files, bootstrapServer, workers, output, timeoutMs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (standardOutput, standardError) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var alphabet = Alphabet.Load(home.Characters);
                await using var cluster = await open(new ClusterRequest(parsed.GetValue(bootstrapServer), parsed.GetValue(workers), standardError.WriteLine), cancellationToken);
                await using var client = await cluster.ConnectAsync(cancellationToken);
                var timeout = TimeSpan.FromMilliseconds(parsed.GetValue(timeoutMs) ?? OcrFiles.TimeoutMsDefault);
                var pipeline = new OcrPipeline(client, alphabet, new OcrOptions { Timeout = timeout });
                var printer = parsed.GetValue(output) == OutputFormat.Json ? OcrPrinter.Json(standardOutput) : OcrPrinter.Text(standardOutput, standardError);
                return await new OcrFiles(pipeline, printer).ReadAsync(parsed.GetValue(files)!, cancellationToken) ? ExitCodes.Done : ExitCodes.Failed;
            }
            catch (Exception e) when (CommandFailure.IsForPeople(e))
            {
                standardError.WriteLine(e.Message);
                return ExitCodes.Failed;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Stopped;
            }
        });
        return command;
    }
}

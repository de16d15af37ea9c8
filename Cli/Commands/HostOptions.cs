using System.CommandLine;
using System.Runtime.InteropServices;
using Shepherd.Cli.Bench;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Commands;

/// <summary>What the long-running commands share: how to reach Kafka, and when to end.</summary>
/// <param name="isRequired">The command does nothing without Kafka.</param>
internal sealed class HostOptions(bool isRequired = true)
{
    /// <summary>Given by a parent that keeps this process's standard input open as long as it should run.</summary>
    public const string StopOnEof = "--stop-on-eof";

    private readonly Option<string> _bootstrapServer = new("--bootstrap-server") { Description = "Kafka, host:port[,host:port…]", Required = isRequired, HelpName = "host:port" };

    private readonly Option<string> _prefix = new("--prefix") { Description = "First part of every topic name", DefaultValueFactory = _ => new TopicNames().Prefix };

    private readonly Option<string[]> _kafka = new("--kafka") { Description = "Further librdkafka setting, such as security.protocol=SASL_SSL; may be repeated. Whoever lists processes sees it: passwords belong in --kafka-file", HelpName = "key=value" };

    private readonly Option<string?> _kafkaFile = new("--kafka-file") { Description = "File of further librdkafka settings, a line each; --kafka goes before it", HelpName = "file" };

    private readonly Option<bool> _stopOnEof = StopOnEofOption();

    public static Option<bool> StopOnEofOption() => new(StopOnEof) { Hidden = true };

    public void AddTo(Command command)
    {
        _kafka.Validators.Add(result =>
        {
            foreach (var setting in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) <= 0))
                result.AddError($"--kafka {setting.Value}: it takes key=value, for example security.protocol=SASL_SSL");
        });
        command.Add(_bootstrapServer);
        command.Add(_prefix);
        command.Add(_kafka);
        command.Add(_kafkaFile);
        command.Add(_stopOnEof);
    }

    /// <summary>A broker was named.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_bootstrapServer) is not null;

    public KafkaOptions Kafka(ParseResult parsed) => new()
    {
        BootstrapServers = parsed.GetValue(_bootstrapServer)!,
        Topics = new TopicNames(parsed.GetValue(_prefix)!),
        Properties = Settings(parsed),
    };

    /// <summary>Runs a host until Ctrl-C, SIGTERM or, under a parent, the end of standard input.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(ParseResult parsed, Func<CancellationToken, Task> host, CancellationToken cancellationToken) =>
        RunAsync(parsed, parsed.GetValue(_stopOnEof), host, cancellationToken);

    /// <inheritdoc cref="RunAsync(ParseResult, Func{CancellationToken, Task}, CancellationToken)"/>
    public static async Task<int> RunAsync(ParseResult parsed, bool stopOnEof, Func<CancellationToken, Task> host, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (stopOnEof)
        {
            // Ctrl-C goes to all processes of a terminal; this one ends when its parent says so, in the parent's order.
            DetachFromTerminal();
            new Thread(() => WaitForEof(stop)) { IsBackground = true, Name = "stop on eof" }.Start();
        }

        try
        {
            await host(stop.Token);
            return Environment.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception e) when (CommandFailure.IsForPeople(e))
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.Message);
            return ExitCodes.Failed;
        }
    }

    private Dictionary<string, string> Settings(ParseResult parsed)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parsed.GetValue(_kafkaFile) is { } file && KafkaSettingsFile.Read(file, out settings) is { } fault)
            throw new ArgumentException($"--kafka-file {file}: {fault}");
        foreach (var setting in parsed.GetValue(_kafka) ?? [])
            settings[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return settings;
    }

    private static void DetachFromTerminal()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            _ = SetSid();
    }

    [DllImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static extern int SetSid();

    private static void WaitForEof(CancellationTokenSource stop)
    {
        while (Console.In.ReadLine() is { } line)
        {
            // A parent that measures asks so; nothing else comes this way.
            if (ProcessFigures.Answer(line) is { } figures)
                Console.Out.WriteLine(figures);
        }

        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The host ended first.
        }
    }
}

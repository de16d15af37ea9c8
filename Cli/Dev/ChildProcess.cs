using System.Diagnostics;

namespace Shepherd.Cli.Dev;

/// <summary>
/// One process of a development cluster: this same program with other arguments. Its standard input is a pipe that stays open as long as it should run:
/// closing it asks for a clean end, and so does the death of this process, whatever its cause.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Longer than a worker may drain.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Task _pump;

    private ChildProcess(string name, Process process, string logFile, Action<string, string> onLine)
    {
        Name = name;
        LogFile = logFile;
        _process = process;
        // One that is started again goes on with the log of the one before.
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        _pump = PumpAsync(onLine);
        Exited = WaitAsync();
    }

    public string Name { get; }

    public string LogFile { get; }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="name">For people: planner, worker-1 …</param>
    /// <param name="arguments">Of the command line.</param>
    /// <param name="logFolder">Its standard error goes to <c>name.log</c> there.</param>
    /// <param name="onLine">Takes name and line of each line it writes to standard error.</param>
    public static ChildProcess Start(string name, IEnumerable<string> arguments, string logFolder, Action<string, string> onLine)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Under `dotnet shepherd.dll` the process is dotnet itself, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Commands.HostOptions.StopOnEof);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        return new ChildProcess(name, process, Path.Combine(logFolder, $"{name}.log"), onLine);
    }

    /// <summary>First line of its standard output; null when it ended without one.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();

    /// <summary>Asks what it has used; one call at a time.</summary>
    /// <param name="ask">One of <see cref="Bench.ProcessFigures"/>' questions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Shepherd.Client.InferenceClientException">It ended.</exception>
    public async Task<Bench.ProcessFigures> MeasureAsync(string ask, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(ask.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var line = await ReadLineAsync(cancellationToken) ?? throw new Shepherd.Client.InferenceClientException($"{Name} ended:\n{LogTail()}");
        return Bench.ProcessFigures.Parse(line);
    }

    /// <summary>Last lines of its log, for an error message.</summary>
    public string LogTail(int lines = 8) => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(lines)) : "";

    /// <summary>Asks for a clean end: <see cref="Exited"/> tells of it.</summary>
    public void AskToEnd() => _process.StandardInput.Close();

    /// <summary>Asks for a clean end and waits for it; a process that does not end is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(EndTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        await _pump;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private async Task PumpAsync(Action<string, string> onLine)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            await _log.WriteLineAsync(line);
            onLine(Name, line);
        }
    }
}

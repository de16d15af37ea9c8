namespace Shepherd.Cli.Simulate.Progress;

/// <summary>A sign of life on standard error while something long runs: one line that is written anew on a terminal, else a line now and then.</summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>Often enough to be seen moving.</summary>
    private static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(0.5);

    /// <summary>Seldom enough that a log of an hour is read.</summary>
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TextWriter _error;
    private readonly Func<string> _tell;
    private readonly bool _isTerminal;
    private readonly ITimer _timer;
    private bool _isShown;
    private bool _isOver;

    /// <param name="error">Where to.</param>
    /// <param name="isTerminal">It can be written over.</param>
    /// <param name="tell">What is under way; called from any thread.</param>
    /// <param name="time">What time it is.</param>
    public Heartbeat(TextWriter error, bool isTerminal, Func<string> tell, TimeProvider time)
    {
        (_error, _isTerminal, _tell) = (error, isTerminal, tell);
        var every = isTerminal ? OnTerminal : Elsewhere;
        _timer = time.CreateTimer(_ => Beat(), null, every, every);
    }

    /// <summary>The writer is a terminal's standard error.</summary>
    public static bool IsTerminal(TextWriter error) => ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>Ends it; what it wrote on a terminal is wiped off.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _isOver = true;
            if (_isShown && _isTerminal)
                _error.Write("\r\u001b[K");
        }
    }

    private void Beat()
    {
        lock (_lock)
        {
            // One may be on its way while the timer is disposed of.
            if (_isOver)
                return;
            _isShown = true;
            if (_isTerminal)
                _error.Write($"\r\u001b[K{_tell()}");
            else
                _error.WriteLine(_tell());
        }
    }
}

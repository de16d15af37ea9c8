using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shepherd.GpuWorker.Tests;

/// <summary>Keeps what a part logs.</summary>
internal sealed class RecordingLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    /// <summary>What was logged with its stack trace.</summary>
    public ConcurrentQueue<Exception> Traces { get; } = new();

    public IReadOnlyCollection<(LogLevel Level, string Text)> Lines => _lines;

    public bool HasWarned(string text) => _lines.Any(l => l.Level >= LogLevel.Warning && l.Text.Contains(text, StringComparison.Ordinal));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
            Traces.Enqueue(exception);
        _lines.Enqueue((logLevel, formatter(state, exception)));
    }
}

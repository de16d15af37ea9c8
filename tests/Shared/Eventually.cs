using System.Diagnostics;

namespace Shepherd.Tests.Shared;

/// <summary>Waits on conditions, so that no test sleeps for a fixed time.</summary>
public static class Eventually
{
    /// <summary>Long enough for a busy machine: only a broken test waits that long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Polls until <paramref name="condition"/> holds.</summary>
    /// <param name="condition">What is to become true.</param>
    /// <param name="what">For the message: what was waited for.</param>
    /// <param name="timeout">Null: <see cref="Patience"/>.</param>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static Task BecomesTrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null) =>
        BecomesTrueAsync(() => Task.FromResult(condition()), what, timeout);

    /// <inheritdoc cref="BecomesTrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var limit = timeout ?? Patience;
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
                throw new TimeoutException($"waited {limit.TotalSeconds:0.#} s in vain: {what}");
            await Task.Delay(Pause);
        }
    }
}

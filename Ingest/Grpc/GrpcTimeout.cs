using System.Globalization;
using Shepherd.Ingest.Faults;

namespace Shepherd.Ingest.Grpc;

/// <summary>The header <c>grpc-timeout</c>: up to eight digits and a unit (H, M, S, m, u, n).</summary>
internal static class GrpcTimeout
{
    internal const string Header = "grpc-timeout";

    private const int DigitsMax = 8;

    // Timers take no longer waits; who waits a day waits for nothing in particular.
    private static readonly TimeSpan Max = TimeSpan.FromDays(1);

    /// <summary>Reads it; null: the call has no deadline.</summary>
    /// <exception cref="FaultException">It is none.</exception>
    internal static TimeSpan? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length is < 2 or > DigitsMax + 1 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || TicksPer(text[^1]) is not { } ticks)
            throw new FaultException(FaultKind.Invalid, $"{Header} is '{text}'; it is up to {DigitsMax} digits and one of H, M, S, m, u, n");
        var timeout = new Int128(0, (ulong)count) * ticks.Ticks / ticks.Units;
        return timeout > Max.Ticks ? Max : TimeSpan.FromTicks((long)timeout);
    }

    // A tick is 100 ns.
    private static (long Ticks, long Units)? TicksPer(char unit) => unit switch
    {
        'H' => (TimeSpan.TicksPerHour, 1),
        'M' => (TimeSpan.TicksPerMinute, 1),
        'S' => (TimeSpan.TicksPerSecond, 1),
        'm' => (TimeSpan.TicksPerMillisecond, 1),
        'u' => (TimeSpan.TicksPerMicrosecond, 1),
        'n' => (1, 100),
        _ => null,
    };
}

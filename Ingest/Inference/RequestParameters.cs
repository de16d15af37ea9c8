using System.Globalization;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Inference;

/// <summary>The request parameters that steer the serving instead of going to the model.</summary>
internal static class RequestParameters
{
    private const string TimeoutMs = "timeout_ms";

    /// <summary>Triton's name, in microseconds; <see cref="TimeoutMs"/> wins where both are set.</summary>
    private const string Timeout = "timeout";
    private const string Priority = "priority";
    private const string Tenant = "tenant";

    private static readonly string[] Ours = [TimeoutMs, Timeout, Priority, Tenant];

    /// <summary>Takes ours out of a request's parameters; the others go to the model.</summary>
    /// <param name="parameters">Of the body.</param>
    /// <param name="timeoutMsHeader">Value of the header <see cref="HeaderNames.TimeoutMs"/>, for callers who cannot touch the body; parameters win. Null: none.</param>
    /// <exception cref="CodecException">A value of the wrong type or range; the message names the parameter and what it takes.</exception>
    internal static InferOptions Read(IReadOnlyDictionary<string, object> parameters, string? timeoutMsHeader) => new()
    {
        Timeout = ReadTime(parameters, TimeoutMs, TimeSpan.TicksPerMillisecond)
            ?? ReadTime(parameters, Timeout, TimeSpan.TicksPerMicrosecond)
            ?? ReadTime(timeoutMsHeader),
        Priority = ReadPriority(parameters),
        Tenant = ReadTenant(parameters),
        Parameters = parameters.Keys.Any(Ours.Contains)
            ? parameters.Where(p => !Ours.Contains(p.Key)).ToDictionary(StringComparer.Ordinal)
            : parameters,
    };

    private static TimeSpan? ReadTime(IReadOnlyDictionary<string, object> parameters, string name, long ticksPerUnit)
    {
        if (!parameters.TryGetValue(name, out var value))
            return null;
        var count = value switch
        {
            long whole => whole,
            double number => number,
            _ => double.NaN,
        };
        if (!(count > 0) || count > TimeSpan.MaxValue.Ticks / ticksPerUnit)
            throw new CodecException($"parameter '{name}' is {value}; it is a positive number of {(name == Timeout ? "microseconds" : "milliseconds")}");
        return TimeSpan.FromTicks((long)(count * ticksPerUnit));
    }

    private static TimeSpan? ReadTime(string? header)
    {
        if (header is null)
            return null;
        return double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) && ms > 0 && ms <= TimeSpan.MaxValue.TotalMilliseconds / 2
            ? TimeSpan.FromMilliseconds(ms)
            : throw new CodecException($"header {HeaderNames.TimeoutMs} is '{header}'; it is a positive number of milliseconds");
    }

    private static int? ReadPriority(IReadOnlyDictionary<string, object> parameters)
    {
        if (!parameters.TryGetValue(Priority, out var value))
            return null;
        return value is long and >= 0 and <= 3
            ? (int)(long)value
            : throw new CodecException($"parameter '{Priority}' is {value}; it is 0 (most urgent), 1, 2 or 3");
    }

    private static string? ReadTenant(IReadOnlyDictionary<string, object> parameters)
    {
        if (!parameters.TryGetValue(Tenant, out var value))
            return null;
        return value as string ?? throw new CodecException($"parameter '{Tenant}' is {value}; it is a string");
    }
}

using System.Globalization;
using Shepherd.Core.Profiles;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads <c>replay</c>, the profile that stands in for a model.</summary>
internal static class ReplayReader
{
    /// <summary>Kilobytes that one request may keep: 1 GB.</summary>
    private const int StateKbMax = 1_000_000;

    /// <summary>Ten minutes: the largest models take less, and a worker that loads for longer looks stuck.</summary>
    private const double LoadMsMax = 600_000;

    /// <summary>Past it, a duration says nothing of the next.</summary>
    private const double JitterMax = 2;

    /// <summary>The most sensitive model that iGniter measured is below 1; past ten times that it is a mistake.</summary>
    private const double SensitivityMax = 10;

    private const double NsPerMs = 1e6;

    /// <summary>Reads it; null where it is not there, or at fault.</summary>
    public static ReplayConfig? Read(YamlSection root)
    {
        if (root.Section("replay") is not { } section)
            return null;
        section.Find("latency_ms", required: true);
        var latency = section.Section("latency_ms") is { } table ? ReadLatency(section, table) : null;
        var stateKb = section.Integer("state_kb", 0, StateKbMax) ?? 0;
        var jitter = ReadNumber(section, "jitter", JitterMax);
        var loadMs = ReadNumber(section, "load_ms", LoadMsMax);
        var contention = ReadContention(section);
        section.RefuseUnknownKeys();
        return latency is null ? null : new ReplayConfig(latency, stateKb * 1000L, jitter) { Contention = contention, LoadTime = TimeSpan.FromMilliseconds(loadMs) };
    }

    private static ContentionConfig ReadContention(YamlSection root)
    {
        if (root.Section("interference") is not { } section)
            return ContentionConfig.None;
        var contention = new ContentionConfig(ReadNumber(section, "sensitivity", SensitivityMax), ReadNumber(section, "pressure", max: 1));
        section.RefuseUnknownKeys();
        return contention;
    }

    private static double ReadNumber(YamlSection section, string key, double max)
    {
        var number = section.Number(key) ?? 0;
        if (!(number >= 0 && number <= max))
            section.Fault(key, string.Create(CultureInfo.InvariantCulture, $"found {number}"), string.Create(CultureInfo.InvariantCulture, $"expected a number from 0 to {max}"));
        return number;
    }

    private static List<LatencyPoint>? ReadLatency(YamlSection section, YamlSection table)
    {
        var points = new List<LatencyPoint>();
        foreach (var (key, value) in table.Entries())
        {
            table.Find(key);
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var batch))
            {
                table.Fault(key, "is no batch size", "write batch: milliseconds, for example 8: 12.5");
                return null;
            }

            if (YamlValues.Number(value, table.KeyPath(key), table.Faults) is not { } ms)
                return null;
            points.Add(new LatencyPoint(batch, (long)Math.Clamp(ms * NsPerMs, -1, LatencyLimits.MaxNs + 1.0)));
        }

        if (LatencyPoint.FindFault(points) is not { } fault)
            return points;
        section.Fault("latency_ms", fault, "write ascending batch sizes and the milliseconds that each takes, for example {1: 3.2, 8: 12.5}");
        return null;
    }
}

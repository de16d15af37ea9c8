using System.Globalization;
using Shepherd.GpuWorker.Intake;

namespace Shepherd.Cli.Commands;

/// <summary>A model group's limit on one line: <c>name:records=500,bytes=1000000</c>.</summary>
internal static class LimitText
{
    private const string Form = "it takes name:records=500,bytes=1000000, or one of the two";

    public static bool TryParse(string text, out string group, out InFlightLimit limit, out string fault)
    {
        var colon = text.LastIndexOf(':');
        (group, limit, fault) = (colon < 0 ? text : text[..colon], InFlightLimit.None, "");
        foreach (var setting in colon < 0 ? [] : text[(colon + 1)..].Split(','))
        {
            var changed = setting.Split('=', 2) switch
            {
                ["records", var value] when Records(value) is { } records => limit with { RecordsMax = records },
                ["bytes", var value] when Bytes(value) is { } bytes => limit with { BytesMax = bytes },
                _ => null,
            };
            if (changed is null)
            {
                fault = $"'{setting}' is none of its settings: {Form}";
                return false;
            }

            limit = changed;
        }

        fault = group.Length == 0 || limit == InFlightLimit.None ? Form : limit.FindFault($"limit of model group '{group}'") ?? "";
        return fault.Length == 0;
    }

    /// <summary>Null where it is no whole number.</summary>
    public static int? Records(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <inheritdoc cref="Records"/>
    public static long? Bytes(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

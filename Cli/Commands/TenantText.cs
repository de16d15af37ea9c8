using System.Globalization;
using Shepherd.Core.Tenants;

namespace Shepherd.Cli.Commands;

/// <summary>A tenant on one line: <c>name[:weight=2,quota=100,burst=20,records=50,bytes=1000000]</c>.</summary>
internal static class TenantText
{
    private const string Form = "it takes name[:weight=1,quota=100,burst=20,records=50,bytes=1000000], quota in requests/s, records and bytes in flight";

    public static bool TryParse(string text, out Tenant? tenant, out string fault)
    {
        var colon = text.LastIndexOf(':');
        tenant = new Tenant(colon < 0 ? text : text[..colon]);
        fault = "";
        foreach (var setting in colon < 0 ? [] : text[(colon + 1)..].Split(','))
        {
            tenant = setting.Split('=', 2) switch
            {
                ["weight", var value] when Number(value) is { } weight => tenant with { Weight = weight },
                ["quota", var value] when Number(value) is { } quota => tenant with { QuotaRps = quota },
                ["burst", var value] when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var burst) => tenant with { Burst = burst },
                ["records", var value] when LimitText.Records(value) is { } records => tenant with { InFlightRecordsMax = records },
                ["bytes", var value] when LimitText.Bytes(value) is { } bytes => tenant with { InFlightBytesMax = bytes },
                _ => null,
            };
            if (tenant is null)
            {
                fault = $"'{setting}' is none of its settings: {Form}";
                return false;
            }
        }

        fault = tenant.FindFault() ?? "";
        return fault.Length == 0;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

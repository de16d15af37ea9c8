using System.Globalization;
using Shepherd.Core.Tenants;

namespace Shepherd.Cli.Commands;

/// <summary>A tenant on one line: <c>name[:weight=2,quota=100,burst=20]</c>.</summary>
internal static class TenantText
{
    private const string Form = "it takes name[:weight=1,quota=100,burst=20], quota in requests/s";

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

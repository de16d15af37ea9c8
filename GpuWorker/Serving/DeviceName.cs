using System.Globalization;

namespace Shepherd.GpuWorker.Serving;

/// <summary>Names of devices: <c>kind:number</c>.</summary>
internal static class DeviceName
{
    public static bool TryParse(string text, out string kind, out int number)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        kind = colon > 0 ? text[..colon] : "";
        number = 0;
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

using System.Text;

namespace Shepherd.Ingest.Grpc;

/// <summary>Text as <c>grpc-message</c> carries it: UTF-8, of which only printable ASCII without '%' stays as it is.</summary>
internal static class PercentText
{
    // With their own header names, trailers of a call fit clients' usual 8 KiB.
    private const int BytesMax = 2000;

    internal static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(encoded, rune);
            if (encoded.Length >= BytesMax)
                return encoded.Append("...").ToString();
        }

        return encoded.ToString();
    }

    private static void Append(StringBuilder encoded, Rune rune)
    {
        if (rune.Value is >= ' ' and <= '~' and not '%')
        {
            encoded.Append((char)rune.Value);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
            encoded.Append('%').Append(part.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
    }
}

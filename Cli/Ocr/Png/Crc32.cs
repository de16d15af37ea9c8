namespace Shepherd.Cli.Ocr.Png;

/// <summary>CRC-32 as in PNG's annex D (reflected, polynomial 0xEDB88320): the platform has it only in a separate package.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint Entry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : 0xEDB88320 ^ (value >> 1);
        return value;
    }
}

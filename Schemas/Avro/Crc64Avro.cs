namespace Shepherd.Schemas.Avro;

/// <summary>CRC-64-AVRO, the specification's 64-bit Rabin fingerprint.</summary>
internal static class Crc64Avro
{
    // The fingerprint of nothing, given by the specification; also the polynomial.
    private const ulong Empty = 0xc15d213aa4d7a795;

    private static readonly ulong[] Table = MakeTable();

    public static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        var fingerprint = Empty;
        foreach (var b in bytes)
            fingerprint = (fingerprint >> 8) ^ Table[(byte)(fingerprint ^ b)];
        return fingerprint;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var i = 0; i < table.Length; i++)
        {
            var fingerprint = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
                fingerprint = (fingerprint >> 1) ^ (Empty & (0 - (fingerprint & 1)));
            table[i] = fingerprint;
        }

        return table;
    }
}

namespace Shepherd.Schemas.Wire;

/// <summary>The content-type header to one of <see cref="ContentTypes"/>.</summary>
internal static class MediaType
{
    private static readonly string[] Known = [ContentTypes.Avro, ContentTypes.ConfluentAvro, ContentTypes.Json];

    /// <exception cref="CodecException">Unknown.</exception>
    public static string Resolve(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
            return ContentTypes.Avro;
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = (semicolon < 0 ? contentType : contentType[..semicolon]).Trim();
        return Array.Find(Known, known => string.Equals(known, type, StringComparison.OrdinalIgnoreCase))
            ?? throw new CodecException($"content-type '{type}' is not known: use {string.Join(", ", Known)}");
    }
}

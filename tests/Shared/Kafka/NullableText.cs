using System.Text;
using Confluent.Kafka;

namespace Shepherd.Tests.Shared.Kafka;

/// <summary>UTF-8 with null for an absent key: Confluent's own serializer throws on null.</summary>
internal sealed class NullableText : ISerializer<string?>, IDeserializer<string?>
{
    internal static readonly NullableText Instance = new();

    public byte[]? Serialize(string? data, SerializationContext context) => data is null ? null : Encoding.UTF8.GetBytes(data);

    public string? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        isNull ? null : Encoding.UTF8.GetString(data);
}

namespace Shepherd.Schemas.Avro;

/// <summary>Which reader type takes which writer type (specification 1.11, "Schema Resolution").</summary>
internal static class Resolution
{
    /// <summary>The branch of the reader's union that takes the writer's type, or null: the first of the very same type, else the first that matches.</summary>
    /// <remarks>The specification says "the first that matches"; taken by the letter, an int read back under its own schema [double, int] would become a double.</remarks>
    public static AvroSchema? FindBranch(AvroSchema writer, UnionSchema reader)
    {
        AvroSchema? match = null;
        foreach (var branch in reader.Branches)
        {
            if (!Matches(writer, branch))
                continue;
            if (writer.Kind == branch.Kind && (writer is not NamedSchema || string.Equals(writer.DisplayName, branch.DisplayName, StringComparison.Ordinal)))
                return branch;
            match ??= branch;
        }

        return match;
    }

    /// <summary>True when the types match by themselves; what is inside records is not looked at.</summary>
    public static bool Matches(AvroSchema writer, AvroSchema reader) => (writer, reader) switch
    {
        (UnionSchema, _) or (_, UnionSchema) => true,
        (ArraySchema w, ArraySchema r) => Matches(w.Items, r.Items),
        (MapSchema w, MapSchema r) => Matches(w.Values, r.Values),
        (FixedSchema w, FixedSchema r) => w.SizeBytes == r.SizeBytes && NamesMatch(w, r),
        (NamedSchema w, NamedSchema r) => w.Kind == r.Kind && NamesMatch(w, r),
        (PrimitiveSchema, PrimitiveSchema) => writer.Kind == reader.Kind || Promotes(writer.Kind, reader.Kind),
        _ => false,
    };

    /// <summary>Unqualified names are the same, or the reader lists the writer's name among its aliases.</summary>
    private static bool NamesMatch(NamedSchema writer, NamedSchema reader) =>
        string.Equals(writer.Name.Simple, reader.Name.Simple, StringComparison.Ordinal)
        || reader.Aliases.Contains(writer.Name.FullName, StringComparer.Ordinal);

    private static bool Promotes(AvroKind writer, AvroKind reader) => (writer, reader) switch
    {
        (AvroKind.Int, AvroKind.Long or AvroKind.Float or AvroKind.Double) => true,
        (AvroKind.Long, AvroKind.Float or AvroKind.Double) => true,
        (AvroKind.Float, AvroKind.Double) => true,
        (AvroKind.String, AvroKind.Bytes) or (AvroKind.Bytes, AvroKind.String) => true,
        _ => false,
    };
}

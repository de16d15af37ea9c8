namespace Shepherd.Schemas.Avro;

/// <summary>Name of a record, enum or fixed.</summary>
/// <param name="Namespace">Dotted; empty for none.</param>
/// <param name="Simple">Last part.</param>
internal readonly record struct SchemaName(string Namespace, string Simple)
{
    public string FullName => Namespace.Length == 0 ? Simple : $"{Namespace}.{Simple}";

    /// <summary>Resolves a name as written: a dot makes it full, else it belongs to the namespace given.</summary>
    /// <exception cref="CodecException">A part is not <c>[A-Za-z_][A-Za-z0-9_]*</c>.</exception>
    public static SchemaName Resolve(string written, string enclosingNamespace)
    {
        var dot = written.LastIndexOf('.');
        var name = dot < 0
            ? new SchemaName(enclosingNamespace, written)
            : new SchemaName(written[..dot], written[(dot + 1)..]);
        Check(name.Simple, written);
        CheckNamespace(name.Namespace, written);
        return name;
    }

    /// <summary>Refuses a name part that is not <c>[A-Za-z_][A-Za-z0-9_]*</c>.</summary>
    public static void Check(string part, string written)
    {
        var good = part.Length > 0 && (char.IsAsciiLetter(part[0]) || part[0] == '_')
            && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!good)
            throw new CodecException($"'{written}' is not a name: its parts match [A-Za-z_][A-Za-z0-9_]*");
    }

    /// <summary>Refuses a namespace with a part that is not a name; the empty one is none.</summary>
    public static void CheckNamespace(string name, string written)
    {
        if (name.Length == 0)
            return;
        foreach (var part in name.Split('.'))
            Check(part, written);
    }
}

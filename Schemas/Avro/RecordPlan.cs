namespace Shepherd.Schemas.Avro;

/// <summary>How a record of one schema becomes a record of another.</summary>
/// <param name="Targets">For each field of the writer, in its order, the index of the reader's field; -1: skipped.</param>
/// <param name="Defaulted">Fields of the reader that the writer lacks.</param>
internal sealed record RecordPlan(int[] Targets, RecordField[] Defaulted)
{
    /// <exception cref="CodecException">The reader has a field that the writer lacks and that has no default.</exception>
    public static RecordPlan Make(RecordSchema writer, RecordSchema reader)
    {
        var targets = new int[writer.Fields.Count];
        Array.Fill(targets, -1);
        var defaulted = new List<RecordField>();
        for (var i = 0; i < reader.Fields.Count; i++)
        {
            var field = reader.Fields[i];
            var source = FindSource(writer, field, targets);
            if (source >= 0)
                targets[source] = i;
            else if (field.Default is null)
                throw new CodecException($"'{field.Path}' has no default, and the writer's '{writer.DisplayName}' has no such field");
            else
                defaulted.Add(field);
        }

        return new RecordPlan(targets, [.. defaulted]);
    }

    /// <summary>The writer's field of the same name, else of one of the aliases; a field already taken serves no other.</summary>
    private static int FindSource(RecordSchema writer, RecordField field, int[] targets)
    {
        var source = writer.IndexOf(field.Name);
        for (var i = 0; source < 0 && i < field.Aliases.Count; i++)
        {
            source = writer.IndexOf(field.Aliases[i]);
            if (source >= 0 && targets[source] >= 0)
                source = -1;
        }

        return source;
    }
}

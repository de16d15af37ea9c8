using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads datatypes by their wire names.</summary>
internal static class Datatypes
{
    private static readonly string[] Names = [.. Enum.GetValues<TensorDatatype>().Select(datatype => datatype.WireName())];

    public static TensorDatatype? Read(YamlSection section, string key) =>
        TensorDatatypes.TryParse(section.Choice(key, Names, required: true), out var datatype) ? datatype : null;
}

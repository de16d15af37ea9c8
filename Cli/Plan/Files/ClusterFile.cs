using Shepherd.Core.Planning;

namespace Shepherd.Cli.Plan.Files;

/// <summary>A cluster as YAML: a list <c>devices</c> whose items have <c>type</c>, <c>count</c>, <c>memory_gb</c> and <c>price</c> (for an hour; 0 where it is not given).</summary>
internal static class ClusterFile
{
    private const double BytesPerGb = 1e9;

    /// <summary>More than any device has.</summary>
    private const double GbMax = 1e6;

    private const double PriceMax = 1e6;

    /// <exception cref="ArgumentException">It is not of that form; the message has file, line and remedy.</exception>
    public static IReadOnlyList<DevicePool> Read(string path)
    {
        var pools = new List<DevicePool>();
        foreach (var item in YamlItem.ReadList(path, "devices", "{type: V100-16, count: 8, memory_gb: 16, price: 3.06}"))
        {
            var type = item.Name("type");
            var count = item.Number("count", 0, DevicePool.CountMax) ?? throw new ArgumentException($"{item.Where}: it has no count; write how many there are");
            var memoryGb = item.Number("memory_gb", 1e-3, GbMax) ?? throw new ArgumentException($"{item.Where}: it has no memory_gb; write what models may use of its memory, in GB");
            var price = item.Number("price", 0, PriceMax) ?? 0;
            item.CheckAllRead();
            if (count != Math.Truncate(count))
                throw new ArgumentException(FormattableString.Invariant($"{item.Where}: count is {count}; it takes a whole number"));
            if (pools.Exists(p => p.Type.Name == type))
                throw new ArgumentException($"{item.Where}: there is one above; write one item for each type, with the sum of their counts");
            pools.Add(new DevicePool(new DeviceType(type, (long)(memoryGb * BytesPerGb), price), (int)count));
        }

        return pools;
    }
}

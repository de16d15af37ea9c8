namespace Shepherd.Core.Herd;

/// <summary>A model that is to be put into a group of at least so many devices.</summary>
internal readonly record struct PackedModel(int Model, long WeightBytes, long WorkBytes, int Devices);

/// <summary>
/// Packs the models of one affinity set into groups so that the fewest devices are needed: a group has as many as the neediest of its models asks for, and holds what fits one device's memory. Burst
/// tolerance does not see who else is in a group, so for a given minimum this is all that HERD's ILP has left to decide.
/// </summary>
internal sealed class GroupPacker
{
    /// <summary>Past so many models exhaustive search has no chance within any budget worth having.</summary>
    private const int SearchedModelsMax = 24;

    private readonly PackedModel[] _models;
    private readonly long _memoryBytes;
    private readonly long[] _weightBytes;
    private readonly long[] _workBytes;
    private readonly int[] _binOf;
    private int[] _bestBinOf = [];
    private long _bestDevices = long.MaxValue;
    private int _nodesLeft;

    private GroupPacker(IEnumerable<PackedModel> models, long memoryBytes)
    {
        _models = [.. models.OrderByDescending(m => m.Devices).ThenByDescending(m => m.WeightBytes + m.WorkBytes).ThenBy(m => m.Model)];
        _memoryBytes = memoryBytes;
        (_weightBytes, _workBytes, _binOf) = (new long[_models.Length], new long[_models.Length], new int[_models.Length]);
    }

    /// <summary>Packs.</summary>
    /// <param name="models">Each fits a device alone.</param>
    /// <param name="memoryBytes">Of one device.</param>
    /// <param name="nodes">Steps that a search may take; less those that it took.</param>
    /// <param name="devices">Devices of all groups.</param>
    /// <param name="atLeast">Devices that every packing needs; as many as <paramref name="devices"/> where none needs fewer.</param>
    /// <returns>The groups, each with its models, the neediest first.</returns>
    public static List<List<PackedModel>> Pack(IEnumerable<PackedModel> models, long memoryBytes, ref int nodes, out long devices, out long atLeast)
    {
        var packer = new GroupPacker(models, memoryBytes) { _nodesLeft = nodes };
        packer.Fill(tightest: false);
        packer.Fill(tightest: true);
        atLeast = packer.Bound(0, 0, 0);
        if (nodes > 0 && packer._bestDevices > atLeast && packer._models.Length <= SearchedModelsMax)
        {
            packer.Search(0, 0, 0);
            atLeast = packer._nodesLeft > 0 ? packer._bestDevices : atLeast;
            nodes = Math.Max(0, packer._nodesLeft);
        }

        devices = packer._bestDevices;
        return packer.Groups();
    }

    /// <summary>First or best fit in order of falling need: a later model asks for no more devices than its group has.</summary>
    private void Fill(bool tightest)
    {
        var (open, bins, devices) = (new List<int>(), 0, 0L);
        var smallest = _models.Length == 0 ? 0 : _models.Min(m => m.WeightBytes);
        for (var i = 0; i < _models.Length; i++)
        {
            var chosen = -1;
            foreach (var bin in open)
            {
                if (!Fits(bin, _models[i]) || (chosen >= 0 && _weightBytes[bin] <= _weightBytes[chosen]))
                    continue;
                chosen = bin;
                if (!tightest)
                    break;
            }

            if (chosen < 0)
            {
                chosen = bins++;
                devices += _models[i].Devices;
                (_weightBytes[chosen], _workBytes[chosen]) = (0, 0);
                open.Add(chosen);
            }

            Put(i, chosen);
            if (_weightBytes[chosen] + _workBytes[chosen] + smallest > _memoryBytes)
                open.Remove(chosen);
        }

        Keep(devices);
    }

    private void Search(int next, int bins, long devices)
    {
        if (next == _models.Length)
        {
            Keep(devices);
            return;
        }

        if (--_nodesLeft <= 0 || Bound(next, bins, devices) >= _bestDevices)
            return;
        var model = _models[next];
        for (var bin = 0; bin < bins; bin++)
        {
            if (!Fits(bin, model) || IsTwin(bin))
                continue;
            var (weightBytes, workBytes) = (_weightBytes[bin], _workBytes[bin]);
            Put(next, bin);
            Search(next + 1, bins, devices);
            (_weightBytes[bin], _workBytes[bin]) = (weightBytes, workBytes);
        }

        (_weightBytes[bins], _workBytes[bins]) = (0, 0);
        Put(next, bins);
        Search(next + 1, bins + 1, devices + model.Devices);
    }

    /// <summary>
    /// Fewest devices that any completion needs: were models divisible, the rest would fill the open groups and then new ones, and the group that the next model overflows into costs at least that
    /// model's devices, as needs fall.
    /// </summary>
    private long Bound(int next, int bins, long devices)
    {
        var freeBytes = 0L;
        for (var bin = 0; bin < bins; bin++)
            freeBytes += _memoryBytes - _weightBytes[bin] - _workBytes[bin];
        for (var i = next; i < _models.Length; i++)
        {
            freeBytes -= _models[i].WeightBytes;
            // No model exceeds a device: one more group is enough.
            if (freeBytes >= 0 && (bins > 0 || i > 0))
                continue;
            devices += _models[i].Devices;
            freeBytes += _memoryBytes;
        }

        return devices;
    }

    private bool IsTwin(int bin)
    {
        for (var other = 0; other < bin; other++)
        {
            if (_weightBytes[other] == _weightBytes[bin] && _workBytes[other] == _workBytes[bin])
                return true;
        }

        return false;
    }

    private bool Fits(int bin, PackedModel model) => _weightBytes[bin] + model.WeightBytes + Math.Max(_workBytes[bin], model.WorkBytes) <= _memoryBytes;

    private void Put(int index, int bin)
    {
        _binOf[index] = bin;
        _weightBytes[bin] += _models[index].WeightBytes;
        _workBytes[bin] = Math.Max(_workBytes[bin], _models[index].WorkBytes);
    }

    private void Keep(long devices)
    {
        if (devices < _bestDevices)
            (_bestDevices, _bestBinOf) = (devices, [.. _binOf]);
    }

    private List<List<PackedModel>> Groups()
    {
        var groups = new List<List<PackedModel>>();
        for (var i = 0; i < _models.Length; i++)
        {
            while (groups.Count <= _bestBinOf[i])
                groups.Add([]);
            groups[_bestBinOf[i]].Add(_models[i]);
        }

        return groups;
    }
}

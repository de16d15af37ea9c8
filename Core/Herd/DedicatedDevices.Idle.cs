namespace Shepherd.Core.Herd;

/// <summary>Idle devices of one type where models of another are short of theirs.</summary>
internal sealed partial class DedicatedDevices
{
    /// <summary>Pairs that are tried to free devices, at most: each looks at every model.</summary>
    private const int SwapsMax = 128;

    /// <summary>
    /// Where devices of a type are left that no unserved model runs on in time: a model that does goes there, and leaves its device to one that is short of it, whichever pair wins the most requests.
    /// </summary>
    private void FreeForUnserved()
    {
        for (var swap = 0; swap < SwapsMax && _devices.Length > 0; swap++)
        {
            var best = (Gain: 0.0, Mover: -1, Taker: -1, From: -1, To: -1);
            for (var from = 0; from < _free.Length; from++)
            {
                var taker = Enumerable.Range(0, _devices.Length).MaxBy(m => (Take(m, from, isTaken: false), -m));
                var gain = Take(taker, from, isTaken: false);
                for (var to = 0; to < _free.Length && gain > best.Gain; to++)
                {
                    if (to == from || _free[to] == 0)
                        continue;
                    for (var mover = 0; mover < _devices.Length; mover++)
                    {
                        if (mover == taker || _devices[mover][from] == 0 || !_aggregatesOf[mover].TrueForAll(a => _aggregates[a].Capacities[to] is not null))
                            continue;
                        var won = gain - LostBy(mover, from, to);
                        if (won > best.Gain + (1e-9 * gain))
                            best = (won, mover, taker, from, to);
                    }
                }
            }

            if (best.Mover < 0)
                return;
            Move(best.Mover, best.From, best.To);
            _devices[best.Taker][best.From]++;
            _free[best.To]--;
            Refill(best.Taker);
            Release(best.Mover);
            Release(best.Taker);
        }
    }

    /// <summary>Devices of a type that is left without any of the model's requests are free again.</summary>
    private void Release(int model)
    {
        for (var pool = 0; pool < _free.Length; pool++)
        {
            if (_devices[model][pool] == 0 || Served(model, pool).Any())
                continue;
            _free[pool] += _devices[model][pool];
            _devices[model][pool] = 0;
        }
    }

    /// <summary>Requests per second that a model would answer less with one of its devices of another type.</summary>
    private double LostBy(int model, int from, int to)
    {
        var kept = _aggregatesOf[model].ConvertAll(a => (Aggregate: a, Left: _leftRps[a], Rates: _rateRps[a].ToArray()));
        Move(model, from, to);
        var lost = _aggregatesOf[model].Sum(a => _leftRps[a]) - kept.Sum(k => k.Left);
        (_devices[model][from], _devices[model][to]) = (_devices[model][from] + 1, _devices[model][to] - 1);
        foreach (var (aggregate, left, rates) in kept)
            (_leftRps[aggregate], _rateRps[aggregate]) = (left, rates);
        return lost;
    }

    private void Move(int model, int from, int to)
    {
        _devices[model][from]--;
        _devices[model][to]++;
        Refill(model);
    }

    /// <summary>Divides a model's requests among its devices anew, where they answer the most first.</summary>
    private void Refill(int model)
    {
        foreach (var aggregate in _aggregatesOf[model])
        {
            _leftRps[aggregate] = _aggregates[aggregate].RateRps;
            Array.Clear(_rateRps[aggregate]);
        }

        foreach (var pool in Enumerable.Range(0, _free.Length).Where(p => _devices[model][p] > 0).OrderByDescending(p => Take(model, p, isTaken: false)).ThenBy(p => p).ToArray())
            Take(model, pool, isTaken: true, _devices[model][pool]);
    }

    /// <summary>Idle devices of types that no busy model has go to those whose own are busier than is good, as far as they keep their SLOs there with time to wait.</summary>
    private void SpreadToIdleTypes()
    {
        for (var pool = 0; pool < _free.Length; pool++)
        {
            while (_free[pool] > 0)
            {
                var busiest = Enumerable.Range(0, _devices.Length).Where(m => CanSpread(m, pool)).Select(m => (Load: Load(m), Model: m)).OrderByDescending(m => m.Load).FirstOrDefault();
                if (busiest.Load <= Math.Min(1, _options.LoadMax))
                    break;
                _devices[busiest.Model][pool]++;
                _free[pool]--;
                Level(busiest.Model);
            }
        }
    }

    private bool CanSpread(int model, int pool) =>
        _devices[model].Any(d => d > 0) && _aggregatesOf[model].TrueForAll(a => _aggregates[a].Capacities[pool] is { } capacity && 2 * capacity.DurationNs <= _aggregates[a].SloNs);

    /// <summary>Of the busiest of a model's devices.</summary>
    private double Load(int model) => Enumerable.Range(0, _free.Length).Where(p => _devices[model][p] > 0)
        .Max(p => _aggregatesOf[model].Sum(a => _rateRps[a][p] > 0 ? _rateRps[a][p] / _aggregates[a].Capacities[p]!.Value.GoodputRps : 0) / _devices[model][p]);

    /// <summary>Each type gets of a model's requests what its devices answer of all that they could.</summary>
    private void Level(int model)
    {
        foreach (var aggregate in _aggregatesOf[model])
        {
            var placedRps = _rateRps[aggregate].Sum();
            var capacities = _devices[model].Select((devices, p) => devices * (_aggregates[aggregate].Capacities[p]?.GoodputRps ?? 0)).ToArray();
            for (var p = 0; p < capacities.Length; p++)
                _rateRps[aggregate][p] = placedRps * capacities[p] / capacities.Sum();
        }
    }
}

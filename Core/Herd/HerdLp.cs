using System.Globalization;

namespace Shepherd.Core.Herd;

/// <summary>
/// Writes SHEPHERD's ILP in CPLEX LP format, as glpsol (<c>--lp</c>), cbc, HiGHS and others read it. Variables as published: x_i_j stream i in group j, y_c_j affinity set c, z_k_j model k,
/// size_j devices of group j, w_i_j = x_i_j · size_j.
/// </summary>
/// <remarks>
/// As many groups as streams, named by their first stream in order of falling demand: every grouping has exactly one such name, so the solver sees each once. That replaces the published J groups
/// without changing the optimum, for a group without a stream needs no device. Also ours: a group that serves a stream has a device; the memory of a running batch; B counts in units of 1 ÷ the largest
/// n_i, so that rates of any size are well scaled.
/// </remarks>
public static class HerdLp
{
    /// <summary>Most pairs of streams that are written: beyond it the file has gigabytes and no solver ends.</summary>
    public const int StreamsMax = 2_000;

    private const double MiB = 1 << 20;

    /// <summary>Writes the model.</summary>
    /// <param name="model">What to write.</param>
    /// <param name="output">Left open.</param>
    /// <param name="loadMax">Adds the rows Σ n_i x_ij ≤ loadMax · size_j, which the published ILP has not; null for none.</param>
    /// <param name="remarks">Further comments, a line each; null for none.</param>
    /// <exception cref="ArgumentException">The model is faulty, or has more than <see cref="StreamsMax"/> streams.</exception>
    public static void Write(HerdModel model, TextWriter output, double? loadMax = null, IReadOnlyList<string>? remarks = null)
    {
        if (model.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(model));
        if (model.Streams.Count > StreamsMax)
            throw new ArgumentException($"{model.Streams.Count} streams: an ILP of more than {StreamsMax} is beyond any solver; export a part of them", nameof(model));
        new Writer(model, output, loadMax).Write(remarks ?? []);
    }

    private sealed class Writer
    {
        private const int TermsPerLine = 8;

        private readonly HerdModel _model;
        private readonly TextWriter _output;
        private readonly double? _loadMax;
        private readonly int[] _order;
        private readonly double _unit;

        public Writer(HerdModel model, TextWriter output, double? loadMax)
        {
            (_model, _output, _loadMax) = (model, output, loadMax);
            _order = [.. Enumerable.Range(0, model.Streams.Count).OrderByDescending(i => model.Streams[i].Devices).ThenBy(i => i)];
            _unit = model.DemandMax > 0 ? model.DemandMax : 1;
        }

        private int Count => _order.Length;

        private int Sets => _model.Models.Count == 0 ? 0 : _model.Models.Max(m => m.AffinitySet) + 1;

        public void Write(IReadOnlyList<string> remarks)
        {
            foreach (var remark in remarks)
                Line($"\\ {Plain(remark)}");
            WriteComments();
            Line("Maximize");
            Line(" minimum_burst_tolerance: B");
            Line("Subject To");
            Row("cluster", Enumerable.Range(0, Count).Select(j => (1.0, $"size_{j}")), $"<= {_model.Devices}");
            for (var j = 0; j < Count; j++)
                WriteGroup(j);
            for (var i = 0; i < Count; i++)
                WriteStream(i);
            WriteDomains();
            Line("End");
        }

        private HerdDemand Stream(int i) => _model.Streams[_order[i]];

        private HerdResident Resident(int i) => _model.Models[Stream(i).Model];

        private double Demand(int i) => Stream(i).Devices / _unit;

        /// <summary>Models that may be in group j: those of its own and of later streams.</summary>
        private IEnumerable<int> ModelsOf(int j) => Enumerable.Range(j, Count - j).Select(i => Stream(i).Model).Distinct().Order();

        private void WriteComments()
        {
            Line(Invariant($"\\ SHEPHERD's serving groups: N = {_model.Devices} devices, G = {_model.GroupDevices}, memory {_model.MemoryBytes / MiB} MiB"));
            Line(Invariant($"\\ minimum burst tolerance = B / {_unit}"));
            for (var i = 0; i < Count; i++)
                Line(Invariant($"\\ stream {i} '{Plain(Stream(i).Name)}': model {Stream(i).Model}, n = {Stream(i).Devices} devices"));
            for (var k = 0; k < _model.Models.Count; k++)
                Line($"\\ model {k} '{Plain(_model.Models[k].Name)}': affinity set {_model.Models[k].AffinitySet}");
        }

        private void WriteGroup(int j)
        {
            var memory = ModelsOf(j).Select(k => (_model.Models[k].WeightBytes / MiB, $"z_{k}_{j}"));
            Row($"memory_{j}", [.. memory, (1.0, $"work_{j}")], Invariant($"<= {_model.MemoryBytes / MiB}"));
            foreach (var k in ModelsOf(j))
            {
                if (_model.Models[k].WorkBytes > 0)
                    Row($"work_{k}_{j}", [(1, $"work_{j}"), (-_model.Models[k].WorkBytes / MiB, $"z_{k}_{j}")], ">= 0");
                Row($"affinity_{k}_{j}", [(1, $"z_{k}_{j}"), (-1, $"y_{_model.Models[k].AffinitySet}_{j}")], "<= 0");
            }

            Row($"one_set_{j}", Enumerable.Range(0, Sets).Select(c => (1.0, $"y_{c}_{j}")), "= 1");
            Row($"named_{j}", [(1, $"size_{j}"), (-_model.GroupDevices, $"x_{j}_{j}")], "<= 0");
            if (_loadMax is { } loadMax)
                Row($"load_{j}", [.. Enumerable.Range(j, Count - j).Where(i => Stream(i).Devices > 0).Select(i => (Demand(i), $"x_{i}_{j}")), (-loadMax / _unit, $"size_{j}")], "<= 0");
        }

        private void WriteStream(int i)
        {
            Row($"one_group_{i}", Enumerable.Range(0, i + 1).Select(j => (1.0, $"x_{i}_{j}")), "= 1");
            for (var j = 0; j <= i; j++)
            {
                Row($"resident_{i}_{j}", [(1, $"x_{i}_{j}"), (-1, $"z_{Stream(i).Model}_{j}")], "<= 0");
                Row($"product_a_{i}_{j}", [(1, $"w_{i}_{j}"), (-1, $"size_{j}")], "<= 0");
                Row($"product_b_{i}_{j}", [(1, $"w_{i}_{j}"), (-_model.GroupDevices, $"x_{i}_{j}")], "<= 0");
                Row($"product_c_{i}_{j}", [(1, $"w_{i}_{j}"), (-1, $"size_{j}"), (-_model.GroupDevices, $"x_{i}_{j}")], $">= {-_model.GroupDevices}");
                if (j < i)
                    Row($"first_{i}_{j}", [(1, $"x_{i}_{j}"), (-1, $"x_{j}_{j}")], "<= 0");
            }

            var devices = Enumerable.Range(0, i + 1).Select(j => (1.0, $"w_{i}_{j}")).ToList();
            Row($"device_{i}", devices, ">= 1");
            if (Stream(i).Devices > 0)
                Row($"burst_{i}", [.. devices, (-Demand(i), "B")], ">= 0");
        }

        private void WriteDomains()
        {
            Line("Bounds");
            Line($" 0 <= B <= {_model.GroupDevicesMax}");
            for (var j = 0; j < Count; j++)
            {
                Line($" 0 <= size_{j} <= {_model.GroupDevicesMax}");
                Line($" y_{Resident(j).AffinitySet}_{j} = 1");
            }

            Line("General");
            for (var j = 0; j < Count; j++)
                Line($" size_{j}");
            Line("Binary");
            for (var j = 0; j < Count; j++)
            {
                for (var i = j; i < Count; i++)
                    Line($" x_{i}_{j}");
                foreach (var k in ModelsOf(j))
                    Line($" z_{k}_{j}");
                for (var c = 0; c < Sets; c++)
                {
                    if (c != Resident(j).AffinitySet)
                        Line($" y_{c}_{j}");
                }
            }
        }

        private void Row(string name, IEnumerable<(double Factor, string Variable)> terms, string bound)
        {
            _output.Write($" {name}:");
            var written = 0;
            foreach (var (factor, variable) in terms)
            {
                if (written > 0 && written % TermsPerLine == 0)
                    _output.Write("\n  ");
                _output.Write(Invariant($" {(factor < 0 ? '-' : '+')} {Digits(Math.Abs(factor))} {variable}"));
                written++;
            }

            Line(written == 0 ? $" 0 B {bound}" : $" {bound}");
        }

        /// <summary>Line ends are the same on every machine.</summary>
        private void Line(string text) => _output.Write(text + "\n");

        private static string Digits(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        private static string Plain(string name) => string.Concat(name.Where(c => !char.IsControl(c)));

        private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
    }
}

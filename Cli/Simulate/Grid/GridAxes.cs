using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Commands;
using Shepherd.Simulator.Grid;

namespace Shepherd.Cli.Simulate.Grid;

/// <summary>The options that replace a grid's own SLOs, loads, numbers of devices and requests.</summary>
internal sealed class GridAxes
{
    /// <summary>Past it a cell has more requests than fit beside others.</summary>
    private const int DevicesMax = 2000;

    /// <summary>Past it every policy answers all that it ever will.</summary>
    private const double SloMax = 1000;

    /// <summary>A cell of so little load lasts days of virtual time.</summary>
    private const double LoadMin = 0.0001;

    /// <summary>A hundred times what the devices do: no policy answers more than a hundredth.</summary>
    private const double LoadMax = 100;

    /// <summary>Fewer say little, and the share of what is late at their end is large.</summary>
    private const int RequestsMin = 100;

    /// <summary>Some such cells side by side still fit the memory.</summary>
    private const int RequestsMax = 1_000_000;

    private readonly Option<string?> _slos = new("--slos") { Description = "SLOs as multiples of l(1) (default 5,10,20; with --quick 5,10)", HelpName = "x,x" };
    private readonly Option<string?> _loads = new("--loads") { Description = "Shares of what the devices do in the largest batches that fit the SLOs (default 0.5,0.7,0.9,1,1.2,1.5; with --quick 0.7,0.9,1.2)", HelpName = "x,x" };
    private readonly Option<string?> _gpus = new("--gpus") { Description = "Numbers of devices (default 1,4,12,100,400)", HelpName = "n,n" };
    private readonly Option<int?> _requests = NumberOption.Create<int>("--requests", "Requests of a cell, more where those last less than 20 SLOs (default 20000; with --quick 2000)", RequestsMin, RequestsMax);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _slos, _loads, _gpus, _requests })
            command.Add(option);
    }

    /// <summary>The size with what was given in place of its own.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names it and the remedy.</exception>
    public GridSize Apply(GridSize size, ParseResult parsed)
    {
        if (ReadNumbers(_slos, parsed, 1, SloMax, "5,10", unit: "x") is { } slos)
            size = size with { SloFactors = slos };
        if (ReadNumbers(_loads, parsed, LoadMin, LoadMax, "0.5,0.9,1.2") is { } loads)
            size = size with { Loads = loads, ManyLoads = loads };
        if (parsed.GetValue(_requests) is { } requests)
            size = size with { RequestsWanted = requests, RequestsCap = requests * (size.RequestsCap / size.RequestsWanted) };
        return size;
    }

    /// <summary>Numbers of devices; null where none are given.</summary>
    /// <exception cref="ArgumentException">One is wrong; the message names it and the remedy.</exception>
    public IReadOnlyList<int>? ReadGpus(ParseResult parsed)
    {
        List<int> numbers = [];
        foreach (var text in GridOptions.Split(_gpus.Name, parsed.GetValue(_gpus)) ?? [])
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > DevicesMax)
                throw new ArgumentException($"{_gpus.Name}: '{text}' is not what it takes: whole numbers from 1 to {DevicesMax}, such as 1,4,12");
            if (numbers.Contains(number))
                throw GridOptions.Repeated(_gpus.Name, text);
            numbers.Add(number);
        }

        return numbers.Count == 0 ? null : numbers;
    }

    /// <summary>What of them was given, as on a command line.</summary>
    public IEnumerable<string> Describe(ParseResult parsed)
    {
        foreach (var option in new[] { _slos, _loads, _gpus })
        {
            if (parsed.GetValue(option) is { } value)
                yield return $"{option.Name} {value}";
        }

        if (parsed.GetValue(_requests) is { } requests)
            yield return $"{_requests.Name} {requests}";
    }

    /// <summary>In rising order, as the search for the largest load needs them.</summary>
    private static List<double>? ReadNumbers(Option<string?> option, ParseResult parsed, double min, double max, string example, string unit = "")
    {
        if (GridOptions.Split(option.Name, parsed.GetValue(option)) is not { } texts)
            return null;
        var numbers = new SortedSet<double>();
        foreach (var text in texts)
        {
            var digits = unit.Length > 0 && text.EndsWith(unit, StringComparison.Ordinal) ? text[..^unit.Length] : text;
            if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || !(number >= min && number <= max))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: '{text}' is not what it takes: numbers from {min} to {max}, such as {example}"));
            if (!numbers.Add(number))
                throw GridOptions.Repeated(option.Name, text);
        }

        return [.. numbers];
    }
}

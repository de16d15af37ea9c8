using System.CommandLine;
using System.Globalization;
using Shepherd.GpuWorker;

namespace Shepherd.Cli.Commands;

/// <summary>What workers take from Kafka before it is answered: on <c>worker</c>, and on <c>dev</c>, which hands it on as it was given.</summary>
internal sealed class LimitOptions
{
    /// <summary>A tebibyte: beyond, it is a typing error.</summary>
    private const long BytesMax = 1L << 40;

    private readonly Option<int?> _records = NumberOption.Create("--in-flight-records", "Requests taken and not yet answered, at most (default 1024); past it all partitions are paused", min: 1, WorkerOptions.InFlightRecordsCeiling);

    private readonly Option<long?> _bytes = NumberOption.Create("--in-flight-bytes", "Bytes of those, at most (default 256 MiB)", min: 1, BytesMax);

    private readonly Option<string[]> _groups = new("--group-limit")
    {
        Description = "The same for one model group: past it only the group's partitions are paused; may be repeated",
        HelpName = "name:records=500,bytes=1000000",
    };

    public LimitOptions() => _groups.Validators.Add(result =>
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            if (!LimitText.TryParse(token.Value, out var group, out _, out var fault))
                result.AddError($"{_groups.Name} {token.Value}: {fault}");
            else if (!names.Add(group))
                result.AddError($"{_groups.Name} {token.Value}: model group '{group}' is given twice; give it once, with both settings");
        }
    });

    public void AddTo(Command command)
    {
        command.Add(_records);
        command.Add(_bytes);
        command.Add(_groups);
    }

    public WorkerOptions Apply(ParseResult parsed, WorkerOptions options) => options with
    {
        InFlightRecordsMax = parsed.GetValue(_records) ?? options.InFlightRecordsMax,
        InFlightBytesMax = parsed.GetValue(_bytes) ?? options.InFlightBytesMax,
        GroupLimits = (parsed.GetValue(_groups) ?? [])
            .Select(g => LimitText.TryParse(g, out var group, out var limit, out var fault) ? (Group: group, Limit: limit) : throw new ArgumentException(fault))
            .ToDictionary(g => g.Group, g => g.Limit, StringComparer.Ordinal),
    };

    /// <summary>The same for a worker that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) =>
    [
        .. parsed.GetValue(_records) is { } records ? new[] { _records.Name, records.ToString(CultureInfo.InvariantCulture) } : [],
        .. parsed.GetValue(_bytes) is { } bytes ? new[] { _bytes.Name, bytes.ToString(CultureInfo.InvariantCulture) } : [],
        .. (parsed.GetValue(_groups) ?? []).SelectMany(g => new[] { _groups.Name, g }),
    ];
}

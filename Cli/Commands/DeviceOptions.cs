using System.CommandLine;
using System.Globalization;
using Shepherd.GpuWorker;

namespace Shepherd.Cli.Commands;

/// <summary>What a worker runs on: on <c>worker</c>, and on the commands that start workers, which hand it on as it was given.</summary>
internal sealed class DeviceOptions
{
    /// <summary>More cores than a machine has: beyond, it is a typing error.</summary>
    private const int ThreadsMax = 1024;

    /// <summary>Devices that one range may name: replayed ones cost a thread each, and a typing error must not start a million.</summary>
    private const int RangeMax = 1024;

    private readonly Option<string[]> _devices = new("--devices")
    {
        Description = "Devices of a worker, such as cpu:0,cpu:1 or cuda:0-7 (default cpu:0)",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "kind:number",
    };

    private readonly Option<int?> _lanes = NumberOption.Create("--lanes", "Lanes per device: shares of a CPU's threads that run a batch each (default 1)", min: 1, WorkerOptions.LanesPerDeviceCeiling);

    private readonly Option<int?> _threads = NumberOption.Create("--threads", "CPU threads per lane (default: half of the cores for one lane, an equal share for each of several lanes or workers)", min: 1, ThreadsMax);

    private readonly Option<bool> _pin = new("--pin-cores") { Description = "Keep each lane's threads on cores of their own" };

    public void AddTo(Command command)
    {
        _devices.Validators.Add(result =>
        {
            foreach (var range in result.Tokens.SelectMany(token => Split(token.Value)).Where(text => Expand(text) is null))
                result.AddError($"--devices {range}: a range is kind:first-last, for example cpu:0-3, of at most {RangeMax}");
        });
        command.Add(_devices);
        command.Add(_lanes);
        command.Add(_threads);
        command.Add(_pin);
    }

    public WorkerOptions Apply(ParseResult parsed, WorkerOptions options) => options with
    {
        Devices = Devices(parsed) is { Count: > 0 } devices ? devices : options.Devices,
        LanesPerDevice = parsed.GetValue(_lanes) ?? options.LanesPerDevice,
        Threads = parsed.GetValue(_threads) ?? options.Threads,
        PinsCores = parsed.GetValue(_pin),
    };

    /// <summary>The same for a worker that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) =>
    [
        .. Devices(parsed) is { Count: > 0 } devices ? new[] { _devices.Name, string.Join(',', devices) } : [],
        .. new[] { _lanes, _threads }.Where(o => parsed.GetValue(o) is not null).SelectMany(o => new[] { o.Name, parsed.GetValue(o)!.Value.ToString(CultureInfo.InvariantCulture) }),
        .. parsed.GetValue(_pin) ? new[] { _pin.Name } : [],
    ];

    private IReadOnlyList<string> Devices(ParseResult parsed) => [.. (parsed.GetValue(_devices) ?? []).SelectMany(Split).SelectMany(text => Expand(text) ?? [text])];

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The devices of <c>cpu:2-5</c>; anything else as it is, for the worker to judge; null where a range is at fault.</summary>
    private static string[]? Expand(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var dash = text.IndexOf('-', colon + 1);
        if (colon < 0 || dash < 0)
            return [text];
        var isRange = int.TryParse(text.AsSpan(colon + 1, dash - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            & int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        return isRange && last >= first && last - first < RangeMax ? [.. Enumerable.Range(first, last - first + 1).Select(number => $"{text[..colon]}:{number}")] : null;
    }
}

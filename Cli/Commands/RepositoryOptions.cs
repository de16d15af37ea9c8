using System.CommandLine;
using System.Globalization;
using Shepherd.GpuWorker;

namespace Shepherd.Cli.Commands;

/// <summary>How workers follow their model repository: on <c>worker</c>, and on <c>dev</c>, which hands it on as it was given.</summary>
internal sealed class RepositoryOptions
{
    private const int BytesPerMiBShift = 20;

    /// <summary>A tebibyte: no device has more.</summary>
    private const int MemoryBudgetMax = 1 << 20;

    /// <summary>A day: who wants it less often wants it never.</summary>
    private const int PollMax = 24 * 60 * 60;

    private readonly Option<int?> _memoryBudget = NumberOption.Create("--memory-budget", "MiB of each device that models may take (default: no limit); past it only models that the plan needs are loaded", min: 1, MemoryBudgetMax);

    private readonly Option<int?> _poll = NumberOption.Create("--repository-poll", "Seconds between two looks for new and changed models (default 1); 0: never", min: 0, PollMax);

    public void AddTo(Command command)
    {
        command.Add(_memoryBudget);
        command.Add(_poll);
    }

    public WorkerOptions Apply(ParseResult parsed, WorkerOptions options) => options with
    {
        MemoryBudgetBytes = parsed.GetValue(_memoryBudget) is { } mebibytes ? (long)mebibytes << BytesPerMiBShift : options.MemoryBudgetBytes,
        RepositoryPollInterval = parsed.GetValue(_poll) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.RepositoryPollInterval,
    };

    /// <summary>The same for a worker that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) =>
    [
        .. new[] { _memoryBudget, _poll }.Where(o => parsed.GetValue(o) is not null).SelectMany(o => new[] { o.Name, parsed.GetValue(o)!.Value.ToString(CultureInfo.InvariantCulture) }),
    ];
}

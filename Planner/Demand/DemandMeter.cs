using Shepherd.Core.Demand;
using Shepherd.Core.Herd;

namespace Shepherd.Planner.Demand;

/// <summary>Counts arrivals: reads offsets on a thread of its own, since brokers take their time, and holds what they say. Thread-safe.</summary>
internal sealed partial class DemandMeter(PlannerOptions options, IOffsetSource source, TimeProvider clock, ILogger<DemandMeter> logger) : BackgroundService
{
    private const long NsPerTick = 100;

    private readonly Lock _lock = new();
    private readonly DemandBook _book = new(new DemandOptions { BurstFactor = options.BurstFactor });
    private IReadOnlyList<GroupPartitions> _groups = [];
    private IReadOnlyList<OffsetReading> _offsets = [];
    private DemandReading _reading = DemandReading.None;
    private bool _hasBurst;
    private string _fault = "";

    /// <summary>Now, on the clock of the readings.</summary>
    public long NowNs => clock.GetElapsedTime(0).Ticks * NsPerTick;

    /// <summary>The newest offsets, by group.</summary>
    public IReadOnlyList<OffsetReading> Offsets
    {
        get
        {
            lock (_lock)
                return _offsets;
        }
    }

    /// <summary>What each model group brings.</summary>
    public DemandReading Reading
    {
        get
        {
            lock (_lock)
                return _reading;
        }
    }

    /// <summary>Model groups to measure from here on.</summary>
    public void Follow(IReadOnlyList<GroupPartitions> groups)
    {
        lock (_lock)
            _groups = groups;
    }

    /// <summary>Whether a burst began since this was asked last.</summary>
    public bool TakeBurst()
    {
        lock (_lock)
        {
            var had = _hasBurst;
            _hasBurst = false;
            return had;
        }
    }

    /// <summary>Takes what was read.</summary>
    public void Take(IReadOnlyList<OffsetReading> offsets)
    {
        lock (_lock)
        {
            foreach (var offset in offsets.Where(o => o.EndTotal is not null))
                _book.Observe(offset.Group, offset.AtNs, offset.EndTotal!.Value);
            _book.Keep([.. _groups.Select(g => g.Group)]);
            (_offsets, _reading) = (offsets, _book.Read(NowNs));
            _hasBurst |= _reading.HasBurst;
        }

        foreach (var stream in Reading.Streams.Where(s => s.Change == DemandChange.Burst))
            LogBurst(stream.Stream, stream.ForecastRps);
    }

    public override void Dispose()
    {
        base.Dispose();
        source.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stop)
    {
        while (!stop.WaitHandle.WaitOne(options.DemandInterval))
        {
            IReadOnlyList<GroupPartitions> groups;
            lock (_lock)
                groups = _groups;
            try
            {
                Take(source.ReadAsync(groups, stop).GetAwaiter().GetResult());
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            var fault = string.Join("; ", Offsets.Select(o => o.Fault).Where(f => f.Length > 0));
            if (fault != _fault && fault.Length > 0)
                LogMissing(fault);
            _fault = fault;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Demand is not measured in full: {Fault}")]
    private partial void LogMissing(string fault);

    [LoggerMessage(2, LogLevel.Information, "Model group {Group} bursts: {RateRps:0.#} requests/s")]
    private partial void LogBurst(string group, double rateRps);
}

using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling.Catalog;

/// <summary>Tells the catalog what batches take here: what the models began with, and now and then what their batches really took, where that is something else.</summary>
internal sealed partial class ProfileRefiner(WorkerOptions options, CatalogPublisher publisher, ICatalogView catalog, TimeProvider time, ILogger<ProfileRefiner> logger)
{
    /// <summary>Between two looks at what ran: a look takes the driver some microseconds for each model.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <summary>Runs of a size from which its median says something.</summary>
    public const int RunsMin = 8;

    private readonly Dictionary<ServedModel, (string Hash, ProfileWord Word)> _words = new(ReferenceEqualityComparer.Instance);
    private readonly long _origin = time.GetTimestamp();

    /// <summary>Goes on until it is stopped.</summary>
    /// <param name="models">What is served.</param>
    /// <param name="driver">Whose thread knows what ran.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(ServedModels models, Driver driver, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            do
            {
                try
                {
                    await RoundAsync(models, look => driver.AskAsync(look), stop);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Nothing that serves needs this; the next round may do better.
                    LogFault(e is IOException or UnauthorizedAccessException ? null : e, e.Message.TrimEnd('.'));
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The worker, or its driver, ends.
        }
    }

    /// <summary>Looks once at every model, and says what there is to say.</summary>
    /// <param name="models">What is served.</param>
    /// <param name="ask">Runs a look in the driver's steps.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RoundAsync(ServedModels models, Func<Func<ModelProfile>, Task<ModelProfile>> ask, CancellationToken stop)
    {
        foreach (var gone in _words.Keys.Where(m => m.IsGone).ToList())
            _words.Remove(gone);
        foreach (var model in models.Present.ToList())
        {
            if (model.Origin is not { } origin)
                continue;
            if (!_words.TryGetValue(model, out var word))
                _words[model] = word = (origin.Profile.ModelHash.Length > 0 ? origin.Profile.ModelHash : ModelHash.Of(model.Definition), new ProfileWord());
            var sizes = ProfileRefinement.Sizes(origin.Profile, model.Definition.Config.MaxBatch);
            var now = await ask(() => ProfileRefinement.Of(origin.Profile, model.Look(sizes, RunsMin), time.GetUtcNow())).WaitAsync(stop);
            var isRefined = !ReferenceEquals(now, origin.Profile);
            var mine = CatalogProfiles.ToCatalog(now with { ModelHash = word.Hash }, isRefined ? ProfileSource.Serving : origin.Source, model.Definition.Version, options.Name);
            if (word.Word.Next(mine, CatalogMerge.Find(catalog.Find(model.Name), mine), time.GetElapsedTime(_origin)) is not { } news)
                continue;
            LogTold(model.Name, news.Source, news.Device, news.Threads);
            await publisher.PublishAsync(model.Name, news, stop);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The catalog is told what batches of model {Model} take: {Source}, on {Device} with {Threads} threads")]
    private partial void LogTold(string model, ProfileSource source, string device, int threads);

    [LoggerMessage(2, LogLevel.Warning, "Profiles were not told: {Reason}; they are at the next round")]
    private partial void LogFault(Exception? exception, string reason);
}

using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Profiling.Files;

/// <summary>Finds what was measured of a model before, so that it need not be measured again: in the file beside its config.yaml, else in the catalog.</summary>
/// <param name="logger">Told what was found, and why a file does not hold.</param>
/// <param name="catalog">What other workers know; null: nothing.</param>
internal sealed partial class ProfileFinder(ILogger<ProfileFinder> logger, ICatalogView? catalog = null)
{
    /// <summary>What is known of a loaded model on a lane; null where it must be measured. Why a profile that is there does not hold is logged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lane">Where it is loaded.</param>
    public KnownProfile? Find(ILoadedModel model, LaneOptions lane) => FindFile(model, lane) ?? FindInCatalog(model, lane);

    private KnownProfile? FindInCatalog(ILoadedModel model, LaneOptions lane)
    {
        // A model that plays a profile has its times.
        if (catalog is null || model.KnownLatency is not null)
            return null;
        catalog.WaitUntilRead();
        var (name, version) = (model.Definition.Name, model.Definition.Version);
        try
        {
            string? hash = null;
            foreach (var held in catalog.Find(name)?.Profiles ?? [])
            {
                var candidate = CatalogProfiles.FromCatalog(held);
                // The hash reads all weights: only where one may be of this model.
                if (!KnownProfile.IsOfKind(candidate, model, lane) || KnownProfile.Of(candidate, model, lane, hash ??= ModelHash.Of(model.Definition), out _) is not { } known)
                    continue;
                LogTakenFromCatalog(name, version, held.At, held.By, held.Device);
                return known with { Source = held.Source };
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogUnread(name, version, fault.Message);
        }

        return null;
    }

    private KnownProfile? FindFile(ILoadedModel model, LaneOptions lane)
    {
        var path = Path.Combine(model.Definition.Directory, ProfileFile.Name);
        var (name, version) = (model.Definition.Name, model.Definition.Version);
        try
        {
            if (!File.Exists(path))
                return null;
            var candidates = ProfileFile.Read(path).Models.SelectMany(m => m.Measured).ToList();
            var hash = ModelHash.Of(model.Definition);
            var reason = "it holds no measurement";
            foreach (var candidate in candidates)
            {
                if (KnownProfile.Of(candidate, model, lane, hash, out reason) is not { } known)
                    continue;
                LogTaken(name, version, path, candidate.MeasuredAt, candidate.Device);
                return known;
            }

            LogRefused(name, version, path, reason);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            LogRefused(name, version, path, fault.Message);
        }

        return null;
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is not measured: {Path} has what was measured at {At:u} on {Device}")]
    private partial void LogTaken(string model, int version, string path, DateTimeOffset at, string device);

    [LoggerMessage(3, LogLevel.Information, "Model {Model} version {Version} is not measured: the catalog has what was measured at {At:u} by {Worker} on {Device}")]
    private partial void LogTakenFromCatalog(string model, int version, DateTimeOffset at, string worker, string device);

    [LoggerMessage(4, LogLevel.Warning, "Model {Model} version {Version} is measured, since its files cannot be compared with the catalog's: {Reason}")]
    private partial void LogUnread(string model, int version, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model} version {Version} has a profile that does not hold here, {Path}: {Reason}. 'shepherd profile' measures it again")]
    private partial void LogRefused(string model, int version, string path, string reason);
}

using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Profiling.Files;

/// <summary>Finds what was measured of a model before, so that it need not be measured again: in the file beside its config.yaml.</summary>
internal sealed partial class ProfileFinder(ILogger<ProfileFinder> logger)
{
    /// <summary>What is known of a loaded model on a lane; null where it must be measured. Why a profile that is there does not hold is logged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lane">Where it is loaded.</param>
    public KnownProfile? Find(ILoadedModel model, LaneOptions lane)
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

    [LoggerMessage(2, LogLevel.Warning, "Model {Model} version {Version} is measured, since {Path} does not hold here: {Reason}. 'shepherd profile' measures it again")]
    private partial void LogRefused(string model, int version, string path, string reason);
}

using Shepherd.GpuWorker.Lifecycle;

namespace Shepherd.GpuWorker.Telemetry.Health;

/// <summary>A version that cannot be served, as long as it is there.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Version">Name of its directory; empty where the model as a whole is refused.</param>
/// <param name="Reason">Why.</param>
/// <param name="Serving">Versions of the same model that serve.</param>
internal sealed record RefusedVersion(string Model, string Version, string Reason, IReadOnlyList<string> Serving)
{
    /// <summary>Names it: <c>model/version</c>.</summary>
    public string Name => Version.Length > 0 ? $"{Model}/{Version}" : Model;

    /// <summary>For people.</summary>
    public override string ToString()
    {
        var what = Version.Length > 0 ? $"model {Model} version {Version}" : $"model {Model}";
        var instead = Serving.Count > 0 ? $" (version {string.Join(" and ", Serving)} of it serves{(Serving.Contains(Version) ? ", as it was loaded before" : "")})" : "";
        return $"{what} is refused{instead}: {Reason}";
    }

    public static IReadOnlyList<RefusedVersion> Of(IReadOnlyList<ModelState> states) =>
    [
        .. states.Where(s => s.Phase == ModelPhase.Refused)
            .Select(s => new RefusedVersion(s.Model, s.Version, s.Detail, [.. states.Where(o => o.Model == s.Model && o.Phase == ModelPhase.Ready).Select(o => o.Version)])),
    ];
}

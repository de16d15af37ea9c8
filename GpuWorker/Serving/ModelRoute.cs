using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Serving;

/// <summary>What happens to requests for one model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Group">Group whose topic carries them; null when no topic can bear its name.</param>
/// <param name="Main">Serves them; null where no version is loaded.</param>
internal sealed record ModelRoute(string Name, string? Group, ServedModel? Main)
{
    /// <summary>Serves a share of those that name no version; null without a canary.</summary>
    public ServedModel? Canary { get; init; }

    /// <summary>That share.</summary>
    public int CanaryPercent { get; init; }

    /// <summary>What could be served of it although nothing is loaded. Null otherwise.</summary>
    public ModelDefinition? Cold { get; init; }

    /// <summary>Nothing is loaded, and it will be when the plan gives its group to this worker: requests wait for that.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Why its model or some of its versions are not served; empty when there is nothing to tell.</summary>
    public string Reason { get; init; } = "";

    /// <summary>As the catalog shows it: the version that most requests get.</summary>
    public ModelDefinition? Definition => Main?.Definition ?? Cold;

    /// <summary>The version that serves a request.</summary>
    /// <param name="version">Version that it names; empty when it leaves that to us.</param>
    /// <param name="id">Its id: the same one always gets the same version, so that a retry does.</param>
    /// <param name="reason">Why there is none.</param>
    public ServedModel? Choose(string version, string id, out string reason)
    {
        reason = "";
        if (Main is null)
            reason = $"model '{Name}' {(Reason.Length > 0 ? Reason : "is not loaded on this worker")}";
        else if (version.Length == 0)
            return Canary is not null && CanaryShare.Takes(Name, id, CanaryPercent) ? Canary : Main;
        else if (version == Main.Version)
            return Main;
        else if (version == Canary?.Version)
            return Canary;
        else
            reason = $"model '{Name}' is served in {(Canary is null ? $"version {Main.Version}" : $"versions {Main.Version} and {Canary.Version}")}, not '{version}'{(Reason.Length > 0 ? $"; it {Reason}" : "")}";
        return null;
    }
}

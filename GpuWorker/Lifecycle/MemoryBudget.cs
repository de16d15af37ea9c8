using System.Globalization;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>Which models leave so that another fits on the devices. All devices hold the same models, so one sum stands for each.</summary>
/// <param name="budgetBytes">Memory of a device that models may take; null without a limit.</param>
internal sealed class MemoryBudget(long? budgetBytes)
{
    public bool IsLimited => budgetBytes is not null;

    /// <summary>It fits beside all that is loaded.</summary>
    public bool Fits(long bytes, IEnumerable<ServedModel> loaded) => budgetBytes is not { } budget || loaded.Sum(m => m.MemoryBytes) + bytes <= budget;

    /// <summary>It fits once all that may leave has left.</summary>
    /// <param name="bytes">What it takes.</param>
    /// <param name="loaded">What is loaded.</param>
    /// <param name="mayLeave">What of that may leave.</param>
    public bool CanFit(long bytes, IEnumerable<ServedModel> loaded, Func<ServedModel, bool> mayLeave) => Fits(bytes, loaded.Where(m => !mayLeave(m)));

    /// <summary>Who is to leave next: who has not been asked for longest, of those that may; ties by name. Null when nobody may.</summary>
    public static ServedModel? Next(IEnumerable<ServedModel> loaded, Func<ServedModel, bool> mayLeave) =>
        loaded.Where(mayLeave).OrderBy(m => m.UsedNs).ThenBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Version, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>Says why something does not fit, and what helps.</summary>
    public string Explain(long bytes, IReadOnlyCollection<ServedModel> loaded, Func<ServedModel, bool> mayLeave)
    {
        var stays = loaded.Where(m => !mayLeave(m)).ToList();
        var held = stays.Count == 0 ? "nothing else stays" : $"{string.Join(", ", stays.Select(m => $"{m.Name} version {m.Version}: {MiB(m.MemoryBytes)}"))} MiB stay, being in the plan or in use";
        return $"does not fit: it takes {MiB(bytes)} of the {MiB(budgetBytes ?? 0)} MiB that models may have on each device, and {held}. "
            + "Raise --memory-budget, start a worker with room for its group, or put its true size into its config.yaml as memory_mb";
    }

    public static string MiB(long bytes) => (bytes / (double)(1 << 20)).ToString("0.#", CultureInfo.InvariantCulture);
}

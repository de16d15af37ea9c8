using System.Globalization;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>One version as the repository has it.</summary>
/// <param name="Definition">Its configuration, read.</param>
/// <param name="Content">What it is loaded from: another one is another load. See <see cref="RepositoryFiles.Content"/>.</param>
/// <param name="ExpectedBytes">Memory that it takes on one lane, as far as can be told before it is loaded.</param>
internal sealed record KnownVersion(ModelDefinition Definition, string Content, long ExpectedBytes)
{
    public int Number => Definition.Version;
}

/// <summary>One model as the repository has it.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Group">Its group, as its newest readable version says; null when no topic can bear its name.</param>
/// <param name="Versions">Those whose configuration can be used, newest first.</param>
/// <param name="Refused">Those whose cannot, and the model as a whole where its version is null.</param>
internal sealed record KnownModel(string Name, string? Group, IReadOnlyList<KnownVersion> Versions, IReadOnlyList<RefusedModel> Refused)
{
    public KnownVersion? Find(int version) => Versions.FirstOrDefault(v => v.Number == version);

    /// <summary>Its directory is there, whatever is in it.</summary>
    public bool Has(int version) => Find(version) is not null || Refused.Any(r => r.Version == version.ToString(CultureInfo.InvariantCulture));
}

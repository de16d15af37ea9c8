using Shepherd.Client;
using Shepherd.Ingest.Faults;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Ingest.Models;

/// <summary>Looks models up.</summary>
internal static class ModelCatalog
{
    /// <param name="client">Knows the catalog.</param>
    /// <param name="model">Name.</param>
    /// <param name="version">Null: the newest.</param>
    /// <exception cref="FaultException">There is none, or not of that version.</exception>
    internal static CatalogEntry Find(InferenceClient client, string model, string? version) =>
        client.FindModel(model) is { } entry && (version is null || version == entry.Version)
            ? entry
            : throw new FaultException(new Fault(FaultKind.NotFound, $"no model '{model}'{(version is null ? "" : $" version '{version}'")} in the catalog: GET /v2/models names those that are served") { Outcome = Outcome.ModelNotFound });
}

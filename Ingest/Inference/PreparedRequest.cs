using Shepherd.Client;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Ingest.Inference;

/// <summary>A request that may be sent.</summary>
/// <param name="Model">Model that is asked.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Options">Deadline, priority, tenant and the rest.</param>
internal sealed record PreparedRequest(CatalogEntry Model, InferenceRequest Request, InferOptions Options)
{
    /// <summary>Time from now in which the answer is worth having.</summary>
    public TimeSpan Timeout => Options.Timeout ?? TimeSpan.FromMilliseconds(Model.SloMs);
}

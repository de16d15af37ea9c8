using Shepherd.Client;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Admission;
using Shepherd.Ingest.Faults;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Inference;

/// <summary>The way of every inference request, whatever protocol it came by: quota, checks, admission, Kafka.</summary>
internal sealed class InferenceFront(ClientConnection connection, AdmissionGate admission, IngestOptions options)
{
    /// <summary>The client.</summary>
    /// <exception cref="FaultException">Not connected yet.</exception>
    internal InferenceClient Client => connection.Client ?? throw new FaultException(FaultKind.Unavailable, "not connected to Kafka yet: try again shortly");

    /// <summary>Counts a request against its caller's quota, before anything of it is read; disposed when it is over.</summary>
    /// <exception cref="FaultException">The quota is passed.</exception>
    internal IDisposable Enter(Caller caller)
    {
        _ = Client;
        return caller.Quota.Enter(caller.Name);
    }

    /// <summary>Checks a request.</summary>
    /// <param name="request">What is asked, of the model that it names.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="timeoutMs">Value of the header <see cref="HeaderNames.TimeoutMs"/>; parameters win. Null: none.</param>
    /// <param name="ceiling">The caller waits no longer, whatever else is said; null: as long as it takes.</param>
    /// <exception cref="CodecException">The request is wrong.</exception>
    /// <exception cref="FaultException">No such model, another's tenant, or no chance to be in time.</exception>
    internal PreparedRequest Prepare(InferenceRequest request, Caller caller, string? timeoutMs = null, TimeSpan? ceiling = null)
    {
        foreach (var input in request.Inputs)
        {
            if (input.FindFault() is { } fault)
                throw new CodecException(fault);
        }

        // The version is the workers' to judge: they may serve several.
        var model = Models.ModelCatalog.Find(Client, request.Model, version: null);
        var asked = RequestParameters.Read(request.Parameters, timeoutMs);
        var prepared = new PreparedRequest(model, request, asked with
        {
            Timeout = ceiling is { } most && most < (asked.Timeout ?? TimeSpan.FromMilliseconds(model.SloMs)) ? most : asked.Timeout,
            Tenant = caller.TenantFor(asked.Tenant),
            Grace = options.Grace,
            ModelVersion = request.ModelVersion.Length > 0 ? request.ModelVersion : null,
            Outputs = request.Outputs,
            // The caller's id need not be unique, a request id must be.
            CorrelationId = request.Id.Length > 0 ? request.Id : null,
        });
        admission.Check(prepared);
        return prepared;
    }

    /// <summary>Sends it and waits for its outcome; the token withdraws it.</summary>
    internal async Task<InferenceResult> SendAsync(PreparedRequest prepared, CancellationToken cancellationToken)
    {
        using var counted = admission.Count(prepared.Model.Group);
        return await Client.InferAsync(prepared.Model.Model, prepared.Request.Inputs, prepared.Options, cancellationToken);
    }
}

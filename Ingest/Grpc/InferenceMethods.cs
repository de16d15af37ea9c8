using Shepherd.Client.Cluster;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Grpc.Protocol;
using Shepherd.Ingest.Health;
using Shepherd.Ingest.Inference;
using Shepherd.Ingest.Models;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Ingest.Grpc;

/// <summary><c>inference.GRPCInferenceService</c> of the Open Inference Protocol v2.</summary>
internal sealed class InferenceMethods(UnaryMethods methods, InferenceFront front, ServerFacts server, ClusterReader cluster)
{
    internal const string Service = "inference.GRPCInferenceService";

    internal void Map(IEndpointRouteBuilder routes)
    {
        methods.Map(routes, Service, "ServerLive", ServerLiveRequest.Parser, static (_, _) => Task.FromResult(new ServerLiveResponse { Live = true }));
        methods.Map(routes, Service, "ServerReady", ServerReadyRequest.Parser, async (call, _) => new ServerReadyResponse { Ready = await server.FindFaultAsync(call.Cancelled) is null });
        methods.Map(routes, Service, "ServerMetadata", ServerMetadataRequest.Parser, static (_, _) => Task.FromResult(DescribeServer()));
        methods.Map(routes, Service, "ModelReady", ModelReadyRequest.Parser, IsModelReadyAsync);
        methods.Map(routes, Service, "ModelMetadata", ModelMetadataRequest.Parser, (_, request) => Task.FromResult(Describe(Find(request.Name, request.Version))));
        methods.Map(routes, Service, "ModelInfer", ModelInferRequest.Parser, InferAsync);
        routes.MapPost($"/{Service}/{{method}}", (HttpContext http, string method) =>
            http.RefuseAsync(new Fault(FaultKind.Unimplemented, $"method '{method}' of {Service} is not served"))).ExcludeFromDescription();
    }

    private async Task<ModelInferResponse> InferAsync(GrpcCall call, ModelInferRequest message)
    {
        var caller = call.Http.Caller();
        using var use = front.Enter(caller);
        var request = ProtocolMapping.Read(message);
        var prepared = front.Prepare(request, caller, ceiling: call.Timeout);
        var result = await front.SendAsync(prepared, call.Cancelled);
        foreach (var trailer in ResultHeaders.Of(result))
            call.Trailers.Add(trailer);
        return Fault.Of(result) is { } fault ? throw new FaultException(fault) : ProtocolMapping.Write(result, message.Id);
    }

    private async Task<ModelReadyResponse> IsModelReadyAsync(GrpcCall call, ModelReadyRequest request)
    {
        var entry = Find(request.Name, request.Version);
        return new ModelReadyResponse { Ready = (await cluster.GetStatusAsync(call.Cancelled)).IsModelReady(entry.Model) };
    }

    private CatalogEntry Find(string model, string version) => ModelCatalog.Find(front.Client, model, version.Length > 0 ? version : null);

    private static ServerMetadataResponse DescribeServer() => new() { Name = ServerFacts.Name, Version = ServerFacts.Version, Extensions = { ServerFacts.Extensions } };

    private static ModelMetadataResponse Describe(CatalogEntry entry) => new()
    {
        Name = entry.Model,
        Versions = { entry.Version },
        Platform = entry.Runtime,
        Inputs = { entry.Inputs.Select(Describe) },
        Outputs = { entry.Outputs.Select(Describe) },
    };

    private static ModelMetadataResponse.Types.TensorMetadata Describe(TensorSpec tensor) => new() { Name = tensor.Name, Datatype = tensor.Datatype.WireName(), Shape = { tensor.Shape } };
}

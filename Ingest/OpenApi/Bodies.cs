namespace Shepherd.Ingest.OpenApi;

/// <summary>What serves here.</summary>
/// <param name="Name">Of the server.</param>
/// <param name="Version">Of the server.</param>
/// <param name="Extensions">Of the protocol.</param>
internal sealed record ServerMetadata(string Name, string Version, string[] Extensions);

/// <summary>Whether the front takes calls.</summary>
/// <param name="Live">It does.</param>
internal sealed record Liveness(bool Live);

/// <summary>Whether work flows.</summary>
/// <param name="Ready">It does.</param>
/// <param name="Error">Why not.</param>
internal sealed record Readiness(bool Ready, string? Error);

/// <summary>Models that are served.</summary>
/// <param name="Models">By name.</param>
internal sealed record ModelList(ListedModel[] Models);

/// <summary>One of them.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Version">The newest.</param>
/// <param name="SloMs">Time in which its requests are answered where they say none themselves, milliseconds.</param>
internal sealed record ListedModel(string Name, string Version, int SloMs);

/// <summary>A model's tensors.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Versions">Those in the catalog.</param>
/// <param name="Platform">Its runtime.</param>
/// <param name="Inputs">What a request carries.</param>
/// <param name="Outputs">What a result carries.</param>
internal sealed record ModelMetadata(string Name, string[] Versions, string Platform, TensorMetadata[] Inputs, TensorMetadata[] Outputs);

/// <summary>One tensor.</summary>
/// <param name="Name">Of the tensor.</param>
/// <param name="Datatype">BOOL, UINT8 … FP64, BYTES.</param>
/// <param name="Shape">Extents; -1 is free.</param>
internal sealed record TensorMetadata(string Name, string Datatype, long[] Shape);

/// <summary>Whether a model's requests are taken.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Ready">They are.</param>
/// <param name="Error">Why not.</param>
internal sealed record ModelReadiness(string Name, bool Ready, string? Error);

/// <summary>An inference request.</summary>
/// <param name="Inputs">Its tensors.</param>
/// <param name="Id">Echoed in the answer.</param>
/// <param name="Outputs">Those that are wanted; left out: all.</param>
internal sealed record InferenceRequestBody(InputTensor[] Inputs, string? Id, RequestedOutput[]? Outputs)
{
    /// <summary>timeout_ms, timeout (microseconds), priority (0 to 3, 0 the most urgent), tenant, binary_data_output; the rest goes to the model.</summary>
    public Dictionary<string, object>? Parameters { get; init; }
}

/// <summary>An input tensor.</summary>
/// <param name="Name">Of the tensor.</param>
/// <param name="Datatype">BOOL, UINT8 … FP64, BYTES.</param>
/// <param name="Shape">Extents, the batch axis first.</param>
/// <param name="Data">Elements in row-major order, nested or flat; left out where parameters.binary_data_size says how many raw bytes follow the JSON.</param>
internal sealed record InputTensor(string Name, string Datatype, long[] Shape, object[]? Data)
{
    /// <summary>binary_data_size.</summary>
    public Dictionary<string, object>? Parameters { get; init; }
}

/// <summary>An output that is wanted.</summary>
/// <param name="Name">Of the tensor.</param>
internal sealed record RequestedOutput(string Name)
{
    /// <summary>binary_data: as raw bytes behind the JSON.</summary>
    public Dictionary<string, object>? Parameters { get; init; }
}

/// <summary>An answer.</summary>
/// <param name="ModelName">Model that ran.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Id">The request's, or one that was made for it.</param>
/// <param name="Outputs">Its tensors.</param>
internal sealed record InferenceResponseBody(string ModelName, string ModelVersion, string Id, InputTensor[] Outputs)
{
    /// <summary>shepherd-status, shepherd-attempts, shepherd-worker, shepherd-epoch, and what the model adds.</summary>
    public Dictionary<string, object>? Parameters { get; init; }
}

/// <summary>A request that is on its way.</summary>
/// <param name="RequestId">By which it is asked for.</param>
/// <param name="Id">The request's own.</param>
/// <param name="ModelName">Model that is asked.</param>
/// <param name="Status">PENDING.</param>
internal sealed record PendingRequest(string RequestId, string? Id, string ModelName, string Status);

/// <summary>What is wrong.</summary>
/// <param name="Error">For people.</param>
internal sealed record ErrorBody(string Error);

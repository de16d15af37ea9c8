using System.Runtime.InteropServices;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Client.Tests;

/// <summary>Topics of its own, one model, a client and a responder.</summary>
internal sealed class ClientHarness : IAsyncDisposable
{
    internal const string Model = "echo";
    internal const int Partitions = 2;

    private ClientHarness(KafkaOptions kafka, InferenceClient client, Responder responder) =>
        (Kafka, Client, Responder) = (kafka, client, responder);

    internal KafkaOptions Kafka { get; }

    internal InferenceClient Client { get; }

    internal Responder Responder { get; }

    internal static async Task<ClientHarness> StartAsync(
        KafkaFixture fixture,
        Func<ReceivedRequest, IEnumerable<InferenceResult>> answer,
        InferenceClientOptions? options = null)
    {
        var kafka = fixture.NewOptions();
        await fixture.CreateTopicsAsync(kafka.Topics, [Model], Partitions);
        await Responder.AddModelAsync(kafka, Model, Model);
        return new ClientHarness(kafka, await InferenceClient.ConnectAsync(kafka, options), new Responder(kafka, Model, Partitions, answer));
    }

    internal static Tensor Floats(params float[] values) =>
        new("x", TensorDatatype.Fp32, [1, values.Length], MemoryMarshal.AsBytes<float>(values).ToArray());

    internal Task<InferenceResult> InferAsync(InferOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.InferAsync(Model, [Floats(1, 2)], options, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Responder.Dispose();
    }
}

using System.Globalization;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Kafka, a planner and one worker with the real models, all serving. One for all tests of a collection.</summary>
public sealed class PipelineFixture : IAsyncLifetime
{
    /// <summary>The quickest of the models.</summary>
    public const string Angle = "ppocr-angle";

    /// <summary>Small enough to test the request limit with a record that the broker still takes.</summary>
    public const int RequestBytesMax = 600_000;

    private PipelineHosts? _hosts;

    public KafkaFixture Kafka { get; } = new();

    public KafkaOptions Options => Kafka.Options;

    /// <summary>The repository with the fetched weights; skips the test where they are missing.</summary>
    public static string Models
    {
        get
        {
            Skip.IfNot(HasModels, "the models are missing: run eng/models.sh");
            return Root;
        }
    }

    private static string Root => Path.Combine(Repository.Root, "models");

    private static bool HasModels => File.Exists(Path.Combine(Root, Angle, "1", "model.onnx"));

    public async Task InitializeAsync()
    {
        if (HasModels)
            _hosts = await PipelineHosts.StartAsync(Kafka, Options, Root, worker => worker with { RequestBytesMax = RequestBytesMax });
    }

    public async Task DisposeAsync()
    {
        if (_hosts is not null)
            await _hosts.DisposeAsync();
        Kafka.Dispose();
    }

    /// <summary>Values for the angle model: UINT8 [1, 48, 192, 3].</summary>
    public static Tensor AngleInput(byte value = 200) =>
        new("x", TensorDatatype.UInt8, [1, 48, 192, 3], Enumerable.Repeat(value, 48 * 192 * 3).ToArray());

    public static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Shepherd.Kafka.Tests.Telemetry;

/// <summary>A small OTLP receiver over HTTP: spans by the field numbers of opentelemetry-proto's trace.proto, metrics by their names.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<OtlpSpan> Spans { get; } = new();

    public ConcurrentDictionary<string, bool> Metrics { get; } = new(StringComparer.Ordinal);

    public string Address => _app.Urls.First();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/traces", context => receiver.TakeAsync(context, body => receiver.Each(body, 1, resource => receiver.Each(resource, 2, scope => receiver.Each(scope, 2, span => receiver.Spans.Enqueue(OtlpSpan.Read(span)))))));
        receiver._app.MapPost("/v1/metrics", context => receiver.TakeAsync(context, body => receiver.Each(body, 1, resource => receiver.Each(resource, 2, scope => receiver.Each(scope, 2, metric => receiver.Each(metric, 1, name => receiver.Metrics[name.ToStringUtf8()] = true))))));
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, Action<ByteString> read)
    {
        read(await ByteString.FromStreamAsync(context.Request.Body));
        context.Response.ContentType = "application/x-protobuf";
    }

    private void Each(ByteString message, int field, Action<ByteString> take) => OtlpFields.Each(message, field, take);
}

/// <summary>Length-delimited fields of a protobuf message.</summary>
internal static class OtlpFields
{
    public static void Each(ByteString message, int field, Action<ByteString> take)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag && tag != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                take(input.ReadBytes());
            else
                input.SkipLastField();
        }
    }

    public static List<ByteString> All(ByteString message, int field)
    {
        var found = new List<ByteString>();
        Each(message, field, found.Add);
        return found;
    }
}

/// <summary>What the tests look at of a span.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name, IReadOnlyList<string> LinkedSpans, IReadOnlyList<string> Events)
{
    public static OtlpSpan Read(ByteString span) => new(
        Hex(span, 1),
        Hex(span, 2),
        Hex(span, 4),
        OtlpFields.All(span, 5).Single().ToStringUtf8(),
        [.. OtlpFields.All(span, 13).Select(l => Hex(l, 2))],
        [.. OtlpFields.All(span, 11).Select(e => OtlpFields.All(e, 2).Single().ToStringUtf8())]);

    private static string Hex(ByteString message, int field) => OtlpFields.All(message, field) is [var bytes] ? Convert.ToHexStringLower(bytes.Span) : "";
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Prometheus;

namespace Shepherd.Kafka.Tests.Telemetry;

/// <summary>What one worker serves over HTTP.</summary>
internal sealed class WorkerHttp : IDisposable
{
    private readonly HttpClient _http;

    public WorkerHttp(Uri address) => _http = new HttpClient { BaseAddress = address };

    /// <summary>An address that is free now, as the option takes it.</summary>
    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    public static WorkerHttp At(string address) => new(new Uri($"http://{address}"));

    public async Task<Scrape> ScrapeAsync() => new(await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

    /// <summary>Code and JSON body; null where nobody listens.</summary>
    public async Task<(HttpStatusCode Code, JsonElement Body)?> GetAsync(string path)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
            return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStreamAsync()));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>State as <c>/health</c> says it; empty where nobody listens.</summary>
    public async Task<string> StateAsync() => await GetAsync("/health") is { } health ? health.Body.GetProperty("state").GetString()! : "";

    public Task BecomesAsync(string state) => Eventually.BecomesTrueAsync(async () => await StateAsync() == state, $"/health says {state}");

    public async Task<HttpStatusCode?> CodeAsync(string path) => (await GetAsync(path))?.Code;

    public void Dispose() => _http.Dispose();
}

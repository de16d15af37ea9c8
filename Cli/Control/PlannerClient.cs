using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Shepherd.Client;
using Shepherd.Planner.Http;
using Shepherd.Planner.Http.Replies;

namespace Shepherd.Cli.Control;

/// <summary>Speaks to a planner over HTTP; goes on to the one that leads where the first says which that is.</summary>
internal sealed class PlannerClient : IDisposable
{
    /// <summary>A command waits up to 5 s for its plan; twice that with everything else.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    /// <param name="planner">Its address.</param>
    /// <param name="key">Its access key; null or empty: it wants none.</param>
    /// <param name="handler">Null: the network.</param>
    public PlannerClient(Uri planner, string? key, HttpMessageHandler? handler = null)
    {
        _http = new HttpClient(handler ?? new SocketsHttpHandler()) { BaseAddress = planner, Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(key))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
            // A planner that starts, and one that does not lead yet. Every command may be said twice: the second changes nothing.
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(r => r.StatusCode == HttpStatusCode.ServiceUnavailable),
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                UseJitter = true,
            })
            .AddTimeout(AttemptTimeout)
            .Build();
    }

    /// <exception cref="InferenceClientException">It could not be asked, or says no; the message says why.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken stop) => SendAsync<T>(() => new HttpRequestMessage(HttpMethod.Get, path), isMoved: false, stop);

    /// <inheritdoc cref="GetAsync"/>
    public Task<CommandReply> CommandAsync(string path, CommandBody body, CancellationToken stop) =>
        SendAsync<CommandReply>(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: PlannerJson.Options) }, isMoved: false, stop);

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> request, bool isMoved, CancellationToken stop)
    {
        HttpResponseMessage response;
        try
        {
            response = await _pipeline.ExecuteAsync(async cancel => await _http.SendAsync(request(), cancel), stop);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException)
        {
            throw new InferenceClientException($"no planner answers at {_http.BaseAddress} ({e.Message.TrimEnd('.')}): start one (./shepherd dev, or ./shepherd planner --http HOST:PORT), or say where it is by --planner or {PlannerOption.UrlVariable}", e);
        }

        using (response)
        {
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadFromJsonAsync<T>(PlannerJson.Options, stop) ?? throw new InferenceClientException($"{_http.BaseAddress} answered nothing: is it a planner?");
            var problem = await ReadProblemAsync(response, stop);
            if (response.StatusCode == HttpStatusCode.MisdirectedRequest && !isMoved && Uri.TryCreate(problem.LeaderAddress, UriKind.Absolute, out var leader))
            {
                using var other = new PlannerClient(leader, _http.DefaultRequestHeaders.Authorization?.Parameter);
                return await other.SendAsync<T>(request, isMoved: true, stop);
            }

            if (response.StatusCode == HttpStatusCode.Unauthorized)
                throw new InferenceClientException($"the planner at {_http.BaseAddress} wants its access key: set {PlannerOption.KeyVariable}");
            throw new InferenceClientException(problem.Detail ?? $"{_http.BaseAddress} answered {(int)response.StatusCode}: is it a planner?");
        }
    }

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken stop)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<Problem>(PlannerJson.Options, stop) ?? new Problem(null, null);
        }
        catch (JsonException)
        {
            // Not a planner's answer: its status says the rest.
            return new Problem(null, null);
        }
    }

    private sealed record Problem(string? Detail, string? LeaderAddress);
}

namespace Shepherd.GpuWorker.Telemetry.Export;

/// <summary>Whether an OTLP receiver is named, by OpenTelemetry's environment variables: without one nothing is sent, and the SDK is not started for it.</summary>
/// <param name="Traces">Spans go out.</param>
/// <param name="Metrics">Metrics go out.</param>
internal sealed record OtlpSettings(bool Traces, bool Metrics)
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static OtlpSettings Read() => Read(Environment.GetEnvironmentVariable);

    /// <param name="variable">Value of an environment variable.</param>
    public static OtlpSettings Read(Func<string, string?> variable)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return new OtlpSettings(false, false);
        return new OtlpSettings(IsOn("TRACES"), IsOn("METRICS"));

        bool IsOn(string signal) =>
            (!string.IsNullOrWhiteSpace(variable(Endpoint)) || !string.IsNullOrWhiteSpace(variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")))
            && !string.Equals(variable($"OTEL_{signal}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase);
    }
}

namespace Shepherd.GpuWorker.Telemetry;

/// <summary>Nobody listens.</summary>
internal sealed class NoEvents : IServingEvents
{
    private NoEvents()
    {
    }

    public static NoEvents Instance { get; } = new();
}

namespace Shepherd.Planner.Targets;

/// <summary>Kinds of devices, as names of devices tell them.</summary>
internal static class DeviceKind
{
    /// <summary>What stands before the number: <c>cpu</c> of <c>cpu:0</c>. Of a worker with several the first one's: what one worker has is of one kind.</summary>
    public static string Of(IReadOnlyList<string> devices) => devices.Count == 0 ? "" : devices[0].Split(':', 2)[0];
}

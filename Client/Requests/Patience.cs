using Shepherd.Schemas.Control;

namespace Shepherd.Client.Requests;

/// <summary>How long a caller waits for an outcome.</summary>
internal static class Patience
{
    // Timers take no longer waits (49 days).
    private static readonly TimeSpan Max = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    internal static TimeSpan Of(CatalogEntry entry, InferOptions options)
    {
        var timeout = options.Timeout ?? TimeSpan.FromMilliseconds(entry.SloMs);
        if (timeout < TimeSpan.Zero)
            timeout = TimeSpan.Zero;
        return timeout > Max - options.Grace ? Max : timeout + options.Grace;
    }
}

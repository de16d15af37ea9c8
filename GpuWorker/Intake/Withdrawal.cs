using System.Text;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Intake;

/// <summary>A record by which a producer says that it waits for a request no more. It has no value, and no outcome of its own.</summary>
internal static class Withdrawal
{
    private static readonly byte[] Type = Encoding.UTF8.GetBytes(HeaderNames.WithdrawalType);

    /// <summary>Id of the request that a record withdraws; null: it is no withdrawal.</summary>
    public static string? FindId(TakenRecord record) =>
        record.Value.Length == 0
        && record.Headers.TryGetLastBytes(HeaderNames.Type, out var type) && Type.AsSpan().SequenceEqual(type)
        && record.Headers.TryGetLastBytes(HeaderNames.CausationId, out var id) && id is { Length: > 0 and <= RequestHeaders.NameBytesMax }
            ? Encoding.UTF8.GetString(id)
            : null;
}

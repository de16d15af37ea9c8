namespace Shepherd.GpuWorker.Intake;

/// <summary>What may be taken from Kafka and not yet answered, of somebody.</summary>
/// <param name="RecordsMax">Requests, at most; null for any number.</param>
/// <param name="BytesMax">Bytes of their values, at most; null for any number. The request that reaches it is still taken.</param>
public sealed record InFlightLimit(int? RecordsMax, long? BytesMax)
{
    /// <summary>Nothing is limited.</summary>
    public static InFlightLimit None { get; } = new(null, null);

    /// <summary>Says what is wrong, or null.</summary>
    /// <param name="whose">Who is limited, for the message.</param>
    public string? FindFault(string whose)
    {
        if (RecordsMax < 1)
            return $"{whose}: records is {RecordsMax}; it must be positive";
        return BytesMax < 1 ? $"{whose}: bytes is {BytesMax}; it must be positive" : null;
    }

    /// <summary>Counts against it; null where it limits nothing.</summary>
    internal IntakeGate? CreateGate() => this == None ? null : new IntakeGate(RecordsMax ?? int.MaxValue, BytesMax ?? long.MaxValue);
}

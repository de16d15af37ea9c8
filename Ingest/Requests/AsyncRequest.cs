using Shepherd.Ingest.Access;
using Shepherd.Ingest.Faults;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.Requests;

/// <summary>One asynchronous request.</summary>
/// <param name="id">By which it is asked for.</param>
/// <param name="callerId">The id in its body; empty: none.</param>
/// <param name="model">Model that is asked.</param>
/// <param name="owner">Who sent it, and alone may ask for it.</param>
/// <param name="tenant">Whom it is accounted to; null: nobody.</param>
/// <param name="binary">Which outputs its answer carries as raw bytes.</param>
internal sealed class AsyncRequest(string id, string callerId, string model, string owner, string? tenant, OipBinaryOutputs binary)
{
    // Nothing is to be given back of one without a timer.
    private readonly CancellationTokenSource _withdrawn = new();

    public string Id => id;

    public string CallerId => callerId;

    public string Model => model;

    public string Owner => owner;

    public string? Tenant => tenant;

    public OipBinaryOutputs Binary => binary;

    /// <summary>The answer; null while it is pending, and where <see cref="Fault"/> says why there is none.</summary>
    public InferenceResult? Result { get; private set; }

    /// <summary>Why there is no result; null: there is, or it is pending.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>When it was answered, by the clock's timestamp.</summary>
    public long AnsweredAt { get; private set; }

    public bool IsPending => Result is null && Fault is null;

    /// <summary>Bytes that keeping the answer takes.</summary>
    public long AnswerBytes => Result?.Outputs.Sum(o => (long)o.Data.Length) ?? 0;

    /// <summary>The outcome's name, or <c>PENDING</c>, or <c>LOST</c> where no outcome came.</summary>
    public string Status => IsPending ? "PENDING" : (Result?.Outcome ?? Fault!.Outcome)?.WireName() ?? "LOST";

    internal CancellationToken Withdrawn => _withdrawn.Token;

    internal bool IsOf(Caller caller) => Owner == caller.Name;

    internal void Withdraw() => _withdrawn.Cancel();

    internal void Answer(InferenceResult result, long at) => (AnsweredAt, Result) = (at, CallerId.Length > 0 ? result with { Id = CallerId } : result);

    internal void Fail(Fault fault, long at) => (AnsweredAt, Fault) = (at, fault);

    /// <summary>Lets the outputs go: what is forgotten stays in the queue of answers until its time.</summary>
    internal void Empty() => Result = Result is null ? null : Result with { Outputs = [] };
}

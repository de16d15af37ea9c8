using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>What a command comes to: changes of the directives, a wish for the next plan, or a refusal.</summary>
internal sealed record CommandVerdict
{
    /// <summary>Directives that come into force, each in the place of one of its kind and subject.</summary>
    public IReadOnlyList<Directive> Put { get; init; } = [];

    /// <summary>Directives that end.</summary>
    public IReadOnlyList<(DirectiveKind Kind, string Subject)> Withdraw { get; init; } = [];

    public PlanWish? Wish { get; init; }

    /// <summary>For people, line by line.</summary>
    public IReadOnlyList<string> Effects { get; init; } = [];

    /// <summary>Not null: nothing is done, for this reason.</summary>
    public (RefusalKind Why, string Reason)? Refusal { get; init; }

    public static CommandVerdict Refuse(RefusalKind why, string reason) => new() { Refusal = (why, reason) };
}

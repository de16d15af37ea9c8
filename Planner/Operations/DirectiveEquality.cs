using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations;

/// <summary>Whether two directives wish the same: who asked, and when, changes nothing about the plan.</summary>
internal sealed class DirectiveEquality : IEqualityComparer<Directive>
{
    public static readonly DirectiveEquality Instance = new();

    public bool Equals(Directive? x, Directive? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null && x.Kind == y.Kind && x.Subject == y.Subject && x.Devices == y.Devices && x.Workers.SequenceEqual(y.Workers, StringComparer.Ordinal));

    public int GetHashCode(Directive obj) => HashCode.Combine(obj.Kind, obj.Subject, obj.Devices, obj.Workers.Count);
}

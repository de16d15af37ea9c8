using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations;

/// <summary>
/// What operators wish, as of now: at most one directive of a kind for a subject, and at most one wish for the next plan. Thread-safe: commands write, the planning
/// loop reads and carries <see cref="InForce"/> in every plan. It holds nothing across a restart: the leading planner restores it from the last plan.
/// </summary>
internal sealed class DirectiveBook
{
    private readonly Lock _lock = new();
    private IReadOnlyList<Directive> _inForce = [];
    private PlanWish? _wish;
    private IReadOnlyList<Directive>? _restored;

    /// <summary>Something was added, withdrawn or wished for. Called on the commander's thread, outside of any lock: only wake somebody.</summary>
    public event Action? Changed;

    /// <summary>An immutable list, ordered by kind, then subject.</summary>
    public IReadOnlyList<Directive> InForce
    {
        get
        {
            lock (_lock)
                return _inForce;
        }
    }

    /// <summary>Takes over what the last plan says: a planner begins to lead. Wishes of before are gone; kinds of a newer release stay, since only who knows them may end them.</summary>
    public void Restore(IEnumerable<Directive> directives)
    {
        lock (_lock)
        {
            (_inForce, _wish) = (Order(directives), null);
            _restored = _inForce;
        }

        Changed?.Invoke();
    }

    /// <summary>Puts these in the place of those of the same kind and subject, and withdraws others, in one step: no plan sees half of it.</summary>
    /// <returns>False when all was so already.</returns>
    public bool Change(IReadOnlyList<Directive> put, IReadOnlyList<(DirectiveKind Kind, string Subject)> withdraw)
    {
        lock (_lock)
        {
            var gone = put.Select(d => (d.Kind, d.Subject)).Concat(withdraw).ToHashSet();
            var next = Order(_inForce.Where(d => !gone.Contains((d.Kind, d.Subject))).Concat(put));
            if (next.SequenceEqual(_inForce, DirectiveEquality.Instance))
                return false;
            _inForce = next;
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Asks for a plan now; a later wish takes the place of one that was not yet taken.</summary>
    public void Wish(PlanWish wish)
    {
        lock (_lock)
            _wish = wish;
        Changed?.Invoke();
    }

    /// <summary>The wish for the next plan, once; null: none. The directives that it came with are in <see cref="InForce"/> already.</summary>
    public PlanWish? TakeWish()
    {
        lock (_lock)
        {
            var wish = _wish;
            _wish = null;
            return wish;
        }
    }

    /// <summary>What was taken over when this planner began to lead, once; null: nothing since.</summary>
    public IReadOnlyList<Directive>? TakeRestored()
    {
        lock (_lock)
        {
            var restored = _restored;
            _restored = null;
            return restored;
        }
    }

    private static List<Directive> Order(IEnumerable<Directive> directives) => [.. directives.OrderBy(d => d.Kind).ThenBy(d => d.Subject, StringComparer.Ordinal)];
}

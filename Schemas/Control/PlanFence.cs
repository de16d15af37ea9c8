namespace Shepherd.Schemas.Control;

/// <summary>
/// Which records of the plan topic count: the order of the log decides, so every reader of the same records comes to the same plan. A claim counts when its term is above that of every claim and plan before; from then on only plans
/// of its term count, and each only above the newest. The plan of before stays in force until the first of the new term.
/// </summary>
public sealed class PlanFence
{
    /// <summary>Term of the newest claim that counts; null before the first.</summary>
    public long? Term { get; private set; }

    /// <summary>The newest plan that counts; the default before the first.</summary>
    public Epoch Epoch { get; private set; }

    /// <summary>A claim was read.</summary>
    /// <param name="term">The term that it begins, <see cref="ClaimRecord.TermAt"/>.</param>
    /// <returns>True when it counts.</returns>
    public bool Claim(long term)
    {
        if (term <= Term || term < Epoch.Term || (term == Epoch.Term && Epoch != default))
            return false;
        Term = term;
        return true;
    }

    /// <summary>A plan was read.</summary>
    /// <returns>True when it counts.</returns>
    public bool Plan(Epoch epoch)
    {
        if ((Term is { } term && epoch.Term != term) || epoch <= Epoch)
            return false;
        Epoch = epoch;
        return true;
    }
}

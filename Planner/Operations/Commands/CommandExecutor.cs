using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Checks a command against the cluster, puts it into force and writes it down. One at a time: each is judged by what the one before left.</summary>
internal sealed partial class CommandExecutor(
    PlannerOptions options, IClusterFacts cluster, ILeadership leadership, DirectiveBook book, ICommandLog log, TimeProvider clock, ILogger<CommandExecutor> logger) : IDisposable
{
    /// <summary>The planning loop writes at once; a broker that is away is not waited for: the wish stands, and comes with the first plan after it.</summary>
    private static readonly TimeSpan PlanTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Returns a <see cref="CommandAccepted"/>, <see cref="CommandRefused"/> or <see cref="NotLeading"/>.</summary>
    public async Task<object> ExecuteAsync(OperatorCommand command, CancellationToken cancellationToken)
    {
        if (!leadership.IsLeading)
            return new NotLeading(leadership.Leader, leadership.LeaderAddress);
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await ExecuteOneAsync(command, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<object> ExecuteOneAsync(OperatorCommand command, CancellationToken cancellationToken)
    {
        var facts = await cluster.LookAsync(cancellationToken);
        var verdict = facts.Missing.Length > 0
            ? CommandVerdict.Refuse(RefusalKind.Conflict, facts.Missing)
            : CommandJudge.Judge(command, facts, cluster.History, clock.GetUtcNow());
        if (verdict.Refusal is { } refusal)
        {
            if (!command.DryRun)
                await WriteAsync(command, facts, $"refused to {command.By}: {refusal.Reason}", cancellationToken);
            return new CommandRefused(command.Text, refusal.Why, refusal.Reason);
        }

        if (command.DryRun)
            return new CommandAccepted(command.Text, Changes(verdict), Executed: false, verdict.Effects);
        // Wished first: the plan that carries the directives is the wished one.
        if (verdict.Wish is { } wish)
            book.Wish(wish);
        var isChanged = book.Change(verdict.Put, verdict.Withdraw);
        await WriteAsync(command, facts, $"asked by {command.By}: {(isChanged || verdict.Wish is not null ? string.Join("; ", verdict.Effects) : "nothing to change")}", cancellationToken);
        var epoch = isChanged ? await WaitForPlanAsync(cancellationToken) : "";
        return new CommandAccepted(command.Text, isChanged || verdict.Wish is not null, Executed: true, verdict.Effects) { Epoch = epoch, Group = facts.FindGroup(command.Subject)?.Group ?? command.Subject };
    }

    private bool Changes(CommandVerdict verdict)
    {
        var inForce = book.InForce;
        return verdict.Wish is not null
            || verdict.Put.Any(d => !inForce.Contains(d, DirectiveEquality.Instance))
            || verdict.Withdraw.Any(w => inForce.Any(d => (d.Kind, d.Subject) == w && !verdict.Put.Any(p => (p.Kind, p.Subject) == w)));
    }

    private async Task<string> WaitForPlanAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PlanTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return (await cluster.WaitForPlanAsync(book.InForce, either.Token)).Epoch.ToString();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotPlanned(PlanTimeout.TotalSeconds);
            return "";
        }
    }

    private async Task WriteAsync(OperatorCommand command, ClusterFacts facts, string reason, CancellationToken cancellationToken)
    {
        LogCommand(command.Text, reason);
        await log.WriteAsync(
            new DecisionRecord(DecisionKind.Command, clock.GetUtcNow(), options.Name, facts.Plan?.Epoch ?? default, reason)
            {
                Subject = command.Text,
                Group = facts.FindGroup(command.Subject)?.Group ?? "",
            },
            cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Command {Command}: {Reason}")]
    private partial void LogCommand(string command, string reason);

    [LoggerMessage(2, LogLevel.Warning, "No plan with the new directives within {TimeoutS} s: they stand, and come with the next one that can be written")]
    private partial void LogNotPlanned(double timeoutS);
}

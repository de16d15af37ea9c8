using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Schemas;

namespace Shepherd.Planner.Http.Endpoints;

/// <summary>Commands: each a POST with a <see cref="CommandBody"/>, answered by what it does, or by a problem and nothing moved.</summary>
internal sealed class CommandEndpoints(IServiceScopeFactory scopes, PlannerMetrics metrics)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var verb in new[] { OperatorVerb.Drain, OperatorVerb.Cordon, OperatorVerb.Uncordon })
            routes.MapPost($"/v1/workers/{{name}}/{Word(verb)}", (string name, CommandBody body, CancellationToken stop) => RunAsync(verb, name, body, stop)).WithName(Word(verb)).WithTags("commands");
        foreach (var verb in new[] { OperatorVerb.Pause, OperatorVerb.Resume, OperatorVerb.Pin, OperatorVerb.Unpin, OperatorVerb.Rescale })
            routes.MapPost($"/v1/groups/{{name}}/{Word(verb)}", (string name, CommandBody body, CancellationToken stop) => RunAsync(verb, name, body, stop)).WithName(Word(verb)).WithTags("commands");
        foreach (var verb in new[] { OperatorVerb.Replan, OperatorVerb.Rollback })
            routes.MapPost($"/v1/{Word(verb)}", (CommandBody body, CancellationToken stop) => RunAsync(verb, "", body, stop)).WithName(Word(verb)).WithTags("commands");
    }

    private async Task<Results<Ok<CommandReply>, ProblemHttpResult>> RunAsync(OperatorVerb verb, string subject, CommandBody body, CancellationToken stop)
    {
        Epoch? plan = null;
        if (body.Plan is { } text)
        {
            if (!Epoch.TryParse(text, out var epoch))
                return Problems.Of(StatusCodes.Status400BadRequest, "not a plan", $"'{text}' is not an epoch: it is term.number, as 'plan show' lists them");
            plan = epoch;
        }

        var command = new OperatorCommand(verb, subject, body.By.Length > 0 ? body.By : "somebody over HTTP") { Workers = body.Workers, Devices = body.Devices, Plan = plan, DryRun = body.DryRun };
        await using var scope = scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<OperatorCommand>>();
        var response = await client.GetResponse<CommandAccepted, CommandRefused, NotLeading>(command, stop);
        if (!command.DryRun)
            metrics.Commanded(Word(verb), response.Is(out Response<CommandAccepted>? _) ? "done" : "refused");
        if (response.Is(out Response<CommandAccepted>? accepted))
            return TypedResults.Ok(accepted.Message.ToReply());
        if (response.Is(out Response<NotLeading>? elsewhere))
            return Problems.NotLeading(elsewhere.Message);
        response.Is(out Response<CommandRefused>? refused);
        return Problems.Refused(refused!.Message);
    }

    private static string Word(OperatorVerb verb) => verb.ToString().ToLowerInvariant();
}

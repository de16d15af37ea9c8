using Microsoft.AspNetCore.Http.HttpResults;
using Shepherd.Planner.Operations.Commands;

namespace Shepherd.Planner.Http;

/// <summary>Errors as RFC 9457 has them.</summary>
internal static class Problems
{
    /// <summary>Extensions of the answer of a planner that follows.</summary>
    public const string Leader = "leader";

    /// <inheritdoc cref="Leader"/>
    public const string LeaderAddress = "leader_address";

    public static ProblemHttpResult Of(int status, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title);

    public static ProblemHttpResult Refused(CommandRefused refused) => refused.Why switch
    {
        RefusalKind.NotFound => Of(StatusCodes.Status404NotFound, "not found", refused.Reason),
        RefusalKind.Invalid => Of(StatusCodes.Status400BadRequest, "not a command", refused.Reason),
        _ => Of(StatusCodes.Status409Conflict, "cannot be done", refused.Reason),
    };

    public static ProblemHttpResult NotLeading(NotLeading elsewhere) => TypedResults.Problem(
        elsewhere.Leader.Length == 0
            ? "no planner leads now: try again shortly"
            : $"planner '{elsewhere.Leader}' leads{(elsewhere.Address.Length > 0 ? $", at {elsewhere.Address}" : "; its address is not known here")}: commands go to it",
        statusCode: StatusCodes.Status421MisdirectedRequest,
        title: "this planner does not lead",
        extensions: new Dictionary<string, object?> { [Leader] = elsewhere.Leader, [LeaderAddress] = elsewhere.Address });

    public static ProblemHttpResult Unknown(string missing) => Of(StatusCodes.Status503ServiceUnavailable, "not known yet", missing);
}

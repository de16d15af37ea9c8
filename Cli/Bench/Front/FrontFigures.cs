namespace Shepherd.Cli.Bench.Front;

/// <summary>All that was measured.</summary>
/// <param name="Sides">Each way under each load.</param>
/// <param name="Open">Requests held open.</param>
internal sealed record FrontFigures(IReadOnlyList<FrontSide> Sides, OpenFigures Open);

/// <summary>Asynchronous requests held open at once.</summary>
/// <param name="Requests">How many were pending together.</param>
/// <param name="AcceptS">To send them and have each accepted, seconds.</param>
/// <param name="RestMs">A request that waits for its answer meanwhile: median, milliseconds.</param>
/// <param name="HeapBytesEach">Managed heap of the front for each.</param>
/// <param name="WithdrawS">To withdraw them all and see each CANCELLED, seconds.</param>
internal sealed record OpenFigures(int Requests, double AcceptS, double RestMs, double HeapBytesEach, double WithdrawS);

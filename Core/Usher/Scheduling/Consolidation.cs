namespace Shepherd.Core.Usher.Scheduling;

/// <summary>Empties little-used devices into the gaps of others, best fit first: groups come one after the other, and a gap that a later one leaves is seen by no earlier one.</summary>
internal static class Consolidation
{
    public static void Run(DeviceBoard board)
    {
        var devices = Enumerable.Range(0, board.Count).Where(board.IsOpen).OrderBy(d => board.On(d).Sum(r => (long)r.Point.SizePpm)).ThenBy(d => d).ToArray();
        foreach (var device in devices)
            Empty(board, devices, device);
    }

    /// <summary>All of its replicas or none.</summary>
    private static void Empty(DeviceBoard board, int[] devices, int device)
    {
        var moved = new List<(Replica Replica, int To)>();
        foreach (var replica in board.On(device).OrderByDescending(r => r.Point.SizePpm).ThenBy(r => r.Unit.Index).ToArray())
        {
            if (BestFit(board, devices, device, replica) is not { } to)
            {
                foreach (var (back, at) in moved)
                {
                    board.Remove(at, back);
                    board.Add(device, back);
                }

                return;
            }

            board.Remove(device, replica);
            board.Add(to, replica);
            moved.Add((replica, to));
        }
    }

    private static int? BestFit(DeviceBoard board, int[] devices, int except, Replica replica)
    {
        int? best = null;
        var least = long.MaxValue;
        foreach (var device in devices)
        {
            if (device != except && board.IsOpen(device) && board.Takes(device, replica.Unit.Model, replica.Point) && board.LeftPpm(device, replica.Point) is var left && left < least)
                (best, least) = (device, left);
        }

        return best;
    }
}

namespace Shepherd.Planner.Backlog;

/// <summary>Holds the newest backlog: the measuring loop writes it, anybody reads it.</summary>
internal sealed class BacklogBook
{
    private volatile BacklogView _current = BacklogView.None;

    public BacklogView Current
    {
        get => _current;
        set => _current = value;
    }
}

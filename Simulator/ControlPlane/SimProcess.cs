namespace Shepherd.Simulator.ControlPlane;

/// <summary>A process that can be killed, stopped for a while, and started again. What it had planned goes with it when it is killed, and waits while it is stopped; its clock goes on.</summary>
internal abstract class SimProcess(Timeline time, string name)
{
    private readonly Queue<Action> _held = new();
    private int _life;

    public string Name => name;

    public bool IsUp { get; private set; }

    public bool IsStopped { get; private set; }

    protected Timeline Time => time;

    public void Start()
    {
        if (IsUp)
            return;
        IsUp = true;
        OnStart();
    }

    public void Kill()
    {
        if (!IsUp)
            return;
        (IsUp, IsStopped) = (false, false);
        _life++;
        _held.Clear();
        OnKilled();
    }

    public void Stop() => IsStopped = IsUp;

    public void Continue()
    {
        if (!IsStopped)
            return;
        IsStopped = false;
        while (_held.TryDequeue(out var action) && !IsStopped)
            action();
    }

    /// <summary>Does something later, if this life lasts.</summary>
    public void Later(long delayNs, Action action)
    {
        var life = _life;
        time.After(delayNs, () => Do(life, action));
    }

    /// <summary>Something of this life is on its way: it arrives though the process is stopped, and is lost when it is killed.</summary>
    public void InFlight(long delayNs, Action action)
    {
        var life = _life;
        time.After(delayNs, () =>
        {
            if (life == _life)
                action();
        });
    }

    protected abstract void OnStart();

    protected abstract void OnKilled();

    private void Do(int life, Action action)
    {
        if (life != _life)
            return;
        if (IsStopped)
            _held.Enqueue(action);
        else
            action();
    }
}

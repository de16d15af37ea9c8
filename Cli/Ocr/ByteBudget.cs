namespace Shepherd.Cli.Ocr;

/// <summary>Lets so many bytes be under way at once; whoever waits is served in order, so that a large request is not starved by small ones.</summary>
internal sealed class ByteBudget(int bytesMax)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(int Bytes, TaskCompletionSource Granted)> _waiting = new();
    private int _used;

    /// <summary>Waits until the bytes fit. A request larger than the whole budget goes alone.</summary>
    public async Task TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(int, TaskCompletionSource Granted)> node;
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                _used += bytes;
                return;
            }

            node = _waiting.AddLast((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await node.Value.Granted.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Withdraw(node, bytes);
            throw;
        }
    }

    public void Return(int bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            Grant();
        }
    }

    private void Withdraw(LinkedListNode<(int, TaskCompletionSource)> node, int bytes)
    {
        lock (_gate)
        {
            // Granted in the same instant: what was taken goes back.
            if (node.List is null)
                _used -= bytes;
            else
                _waiting.Remove(node);
            Grant();
        }
    }

    private void Grant()
    {
        while (_waiting.First is { } first && Fits(first.Value.Bytes))
        {
            _waiting.RemoveFirst();
            _used += first.Value.Bytes;
            first.Value.Granted.SetResult();
        }
    }

    private bool Fits(int bytes) => _used == 0 || _used + bytes <= bytesMax;
}

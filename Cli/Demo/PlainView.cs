namespace Shepherd.Cli.Demo;

/// <summary>Plain lines, for pipes and files: each picture as it ends, a status line now and then.</summary>
internal sealed class PlainView(TextWriter writer, TimeProvider clock) : IDemoView
{
    /// <summary>A log of an hour's load stays readable.</summary>
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long? _lastStatus;

    public void Say(string line)
    {
        lock (_gate)
            writer.WriteLine(line);
    }

    public void Show(PictureResult result)
    {
        lock (_gate)
        {
            writer.WriteLine(result.Headline);
            foreach (var row in result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                writer.WriteLine($"    {row}");
        }
    }

    public void Progress(double fraction, string status)
    {
        lock (_gate)
        {
            _lastStatus ??= clock.GetTimestamp();
            if (clock.GetElapsedTime(_lastStatus.Value) < StatusInterval)
                return;
            _lastStatus = clock.GetTimestamp();
            writer.WriteLine($"{fraction:P0}  {status}");
        }
    }
}

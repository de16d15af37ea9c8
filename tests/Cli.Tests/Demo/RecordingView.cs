using Shepherd.Cli.Demo;

namespace Shepherd.Cli.Tests.Demo;

internal sealed class RecordingView : IDemoView
{
    private readonly Lock _gate = new();

    public List<string> Lines { get; } = [];

    public List<PictureResult> Results { get; } = [];

    public double Fraction { get; private set; }

    public void Say(string line)
    {
        lock (_gate)
            Lines.Add(line);
    }

    public void Show(PictureResult result)
    {
        lock (_gate)
            Results.Add(result);
    }

    public void Progress(double fraction, string status)
    {
        lock (_gate)
            Fraction = fraction;
    }
}

namespace Shepherd.Cli.Demo;

/// <summary>Where the demo shows itself. Calls may come from any thread.</summary>
internal interface IDemoView
{
    /// <summary>A line for people.</summary>
    void Say(string line);

    /// <summary>A picture has ended.</summary>
    void Show(PictureResult result);

    /// <summary>How far it is, 0 to 1, and a line about it.</summary>
    void Progress(double fraction, string status);
}

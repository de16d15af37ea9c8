using Shepherd.Cli.Ocr;

namespace Shepherd.Cli.Demo;

/// <summary>A picture whose text is known.</summary>
/// <param name="Name">File name.</param>
/// <param name="Picture">The picture.</param>
/// <param name="KnownRows">What it says, a row a string, in reading order.</param>
internal sealed record Sample(string Name, Picture Picture, IReadOnlyList<string> KnownRows)
{
    public string KnownText => string.Join('\n', KnownRows);
}

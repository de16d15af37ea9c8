namespace Shepherd.Cli.Ocr.Png;

/// <summary>What is wrong inside a PNG; <see cref="PngReader"/> adds the file's name and the remedy.</summary>
internal sealed class PngFault(string message) : Exception(message)
{
    /// <summary>The picture is sound and only too large.</summary>
    public bool TooLarge { get; init; }
}

namespace Shepherd.Cli.Ocr.Png;

/// <summary>What is wrong inside a PNG; <see cref="PngReader"/> adds the file's name and the remedy.</summary>
internal sealed class PngFault(string message) : Exception(message)
{
    public PngFaultKind Kind { get; init; }

    /// <summary>The file is not what was once saved.</summary>
    /// <param name="what">What fails.</param>
    public static PngFault Damaged(string what) => new($"it is damaged: {what}") { Kind = PngFaultKind.Damaged };
}

/// <summary>What helps against a fault.</summary>
internal enum PngFaultKind
{
    /// <summary>Sound, and of a kind that is not read: converting helps.</summary>
    Unsupported,

    /// <summary>No program reads all of it: only another copy helps.</summary>
    Damaged,

    /// <summary>Sound and too large: making it smaller helps.</summary>
    TooLarge,
}

namespace Shepherd.Cli.Ocr;

/// <summary>A file is not a picture that can be read; the message names the file, what is wrong and the remedy.</summary>
internal sealed class PictureException(string file, string fault, string remedy)
    : Exception($"{file}: {fault}; {remedy}");

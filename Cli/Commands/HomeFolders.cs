namespace Shepherd.Cli.Commands;

/// <summary>Where the files beside the program are.</summary>
/// <param name="Models">Root of the model repository.</param>
/// <param name="Samples">Folder of the sample pictures.</param>
internal sealed record HomeFolders(string Models, string Samples)
{
    /// <summary>What the classes of the recognition model mean.</summary>
    public string Characters => Path.Combine(Models, Ocr.OcrModels.Recognition, "1", "characters.txt");
}

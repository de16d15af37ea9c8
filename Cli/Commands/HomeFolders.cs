namespace Shepherd.Cli.Commands;

/// <summary>Where the files beside the program are.</summary>
/// <param name="Models">Root of the model repository.</param>
/// <param name="Samples">Folder of the sample pictures.</param>
/// <param name="Scratch">Folder for what the program writes: logs, example requests.</param>
internal sealed record HomeFolders(string Models, string Samples, string Scratch)
{
    /// <summary>Names the checkout; the launcher sets it.</summary>
    private const string HomeVariable = "SHEPHERD_HOME";

    /// <summary>What the classes of the recognition model mean.</summary>
    public string Characters => Path.Combine(Models, Ocr.OcrModels.Recognition, "1", "characters.txt");

    /// <summary>The checkout that <c>SHEPHERD_HOME</c> names, else the one above the program, else the current directory.</summary>
    public static HomeFolders Find()
    {
        var root = Environment.GetEnvironmentVariable(HomeVariable);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); string.IsNullOrEmpty(root) && folder is not null; folder = folder.Parent)
            root = Directory.Exists(Path.Combine(folder.FullName, "models")) && Directory.Exists(Path.Combine(folder.FullName, "samples")) ? folder.FullName : null;
        return At(string.IsNullOrEmpty(root) ? Environment.CurrentDirectory : root);
    }

    /// <summary>The folders of a checkout.</summary>
    public static HomeFolders At(string root) => new(Path.Combine(root, "models"), Path.Combine(root, "samples"), Path.Combine(root, "artifacts", "run"));

    /// <summary>A new folder for the logs of one cluster.</summary>
    public string NewLogFolder() => Directory.CreateDirectory(Path.Combine(Scratch, $"{DateTime.Now:yyyyMMdd-HHmmss}-{Environment.ProcessId}")).FullName;
}

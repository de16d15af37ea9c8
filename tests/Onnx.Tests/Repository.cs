namespace Shepherd.Onnx.Tests;

/// <summary>Where the repository's files are, seen from a test.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A model that eng/models.sh fetches; skips the test where it was not.</summary>
    public static string Model(string name)
    {
        var path = Path.Combine(Root, "models", name, "1", "model.onnx");
        Skip.IfNot(File.Exists(path), $"models/{name} has no weights; run eng/models.sh");
        return path;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Shepherd.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("the tests run outside their repository");
    }
}

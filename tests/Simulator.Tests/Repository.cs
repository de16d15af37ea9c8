namespace Shepherd.Simulator.Tests;

/// <summary>The folder that the solution is in, and the measurements that may lie beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file of the shared data; skips the test where it is absent.</summary>
    public static string Data(string file)
    {
        var path = Path.Combine(Root, "..", "shared", "data", file);
        Skip.IfNot(File.Exists(path), $"../shared/data/{file} is not beside the repository");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Shepherd.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("Shepherd.sln is in no folder above the tests");
    }
}

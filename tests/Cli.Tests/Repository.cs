namespace Shepherd.Cli.Tests;

/// <summary>Where the repository's files are, seen from a test.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Samples => Path.Combine(Root, "samples");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Shepherd.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("the tests run outside their repository");
    }
}

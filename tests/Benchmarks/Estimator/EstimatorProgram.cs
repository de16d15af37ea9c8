namespace Shepherd.Benchmarks.Estimator;

/// <summary><c>estimator [gpu|cpu] [DATA-FOLDER]</c>: errors of the resource estimator's back-ends against measurements.</summary>
internal static class EstimatorProgram
{
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var root = FindRoot();
        var folder = args.Length > 1 ? args[1] : Path.Combine(root, "..", "shared", "data", "profiles");
        if (args.Length > 2 || (args.Length > 0 && args[0] is not ("gpu" or "cpu" or "all")))
        {
            errors.WriteLine($"'{string.Join(' ', args)}': estimator takes gpu, cpu or all (default), and the folder of the published tables");
            return 2;
        }

        if (args is not ["cpu", ..])
        {
            if (Directory.Exists(folder))
                GpuErrors.Write(output, folder);
            else
                errors.WriteLine($"{folder}: there is no such folder; the published tables are left out");
        }

        if (args is not ["gpu", ..])
            CpuErrors.Write(output, root);
        return 0;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Shepherd.sln")))
                return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}

namespace Shepherd.Cli.Simulate.Report;

/// <summary>HTML pages that need nothing else: scripts, styles and data are put into one file.</summary>
internal static class PageTemplate
{
    /// <param name="page">Name of the page.</param>
    /// <param name="parts">Names of the files that stand in it as comments.</param>
    /// <param name="data">JSON for its scripts; must hold no '&lt;' unescaped.</param>
    public static string Fill(string page, IEnumerable<string> parts, string data)
    {
        var text = Read(page);
        foreach (var part in parts)
            text = text.Replace($"/*{part}*/", Read(part), StringComparison.Ordinal);
        return text.Replace("/*data*/", data, StringComparison.Ordinal);
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PageTemplate).Assembly.GetManifestResourceStream("report/" + name) ?? throw new InvalidOperationException($"the page's part {name} is not in the program"));
        return reader.ReadToEnd();
    }
}

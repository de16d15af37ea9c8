using System.CommandLine;
using System.Text.RegularExpressions;
using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Deploying;

/// <summary>What the pages on deploying tell people to type.</summary>
public sealed partial class DocumentedCommandTests
{
    private static readonly HomeFolders Home = new("models", "", "scratch");

    private static readonly Command Root = NewRoot();

    public static TheoryData<string> Commands => [.. Lines().SelectMany(l => Shepherd().Matches(l)).Select(m => m.Groups["arguments"].Value.Trim()).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfThePages_IsOneOfTheCommandLine(string arguments) => Assert.Empty(Root.Parse(arguments).Errors.Select(e => e.Message));

    [Fact]
    public void File_OfThePages_IsThere()
    {
        var files = Pages().SelectMany(p => Paths().Matches(File.ReadAllText(p))).Select(m => m.Value.TrimEnd('/', '.')).Where(f => !f.StartsWith("docker/secrets", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(files.Count >= 10, string.Join(' ', files));
        Assert.All(files, f => Assert.True(Path.Exists(Path.Combine(Repository.Root, f)), f));
    }

    private static IEnumerable<string> Pages() => new[] { "docs/deploying.md", "docs/security.md" }.Select(p => Path.Combine(Repository.Root, p));

    /// <summary>Of fenced blocks, without their remarks.</summary>
    private static IEnumerable<string> Lines()
    {
        foreach (var page in Pages())
        {
            var isFenced = false;
            foreach (var line in File.ReadLines(page))
            {
                if (line.StartsWith("```", StringComparison.Ordinal))
                    isFenced = !isFenced;
                else if (isFenced)
                    yield return line.Split("  #")[0];
            }
        }
    }

    private static Command NewRoot()
    {
        var root = new Command("shepherd") { WorkerCommand.Create(Home), PlannerCommand.Create(), IngestCommand.Create(), StatusCommand.Create(), OcrCommand.Create((_, _) => throw new InvalidOperationException("nothing is to be opened"), Home) };
        foreach (var command in OperatorCommands.Create())
            root.Add(command);
        return root;
    }

    [GeneratedRegex(@"(^|[ ;])(\./shepherd|-- shepherd) (?<arguments>[^;|]+)")]
    private static partial Regex Shepherd();

    [GeneratedRegex(@"(?<![\w/.-])(docker|kubernetes|eng|samples)/[\w./-]+")]
    private static partial Regex Paths();
}

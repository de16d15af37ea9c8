using Shepherd.Cli.Commands;

namespace Shepherd.Cli.Tests.Commands;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shepherd-output-").FullName;

    private string Target => Path.Combine(_folder, "out.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Check_NoFile_LeavesNone()
    {
        OutputFile.Check(Target);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Check_File_StaysAsItIs()
    {
        File.WriteAllText(Target, "old");
        OutputFile.Check(Target);
        Assert.Equal("old", File.ReadAllText(Target));
    }

    [Fact]
    public void Write_File_IsReplacedWithItsModeAndNothingBesideIt()
    {
        File.WriteAllText(Target, "a longer old text");
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Target, mode);
        using var reader = File.OpenText(Target);
        OutputFile.Write(Target, "new");
        // Who read the old one goes on with it: it was not cut short under his hands.
        Assert.Equal(("a longer old text", "new"), (reader.ReadToEnd(), File.ReadAllText(Target)));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(mode, File.GetUnixFileMode(Target));
    }

    [Fact]
    public void Write_Link_WritesWhatItLeadsTo()
    {
        var real = Path.Combine(_folder, "real.html");
        File.WriteAllText(real, "old");
        File.CreateSymbolicLink(Target, real);
        OutputFile.Write(Target, "new");
        Assert.Equal((real, "new"), (new FileInfo(Target).LinkTarget, File.ReadAllText(real)));
    }

    [Fact]
    public void Check_FolderInItsPlace_SaysSo() =>
        Assert.StartsWith($"--report {_folder}: it is a directory; give a file in it", Assert.Throws<IOException>(() => OutputFile.Check(_folder, "--report ")).Message, StringComparison.Ordinal);
}

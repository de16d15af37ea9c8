#if TORCH
using Shepherd.GpuWorker.Runtimes.Torch;

namespace Shepherd.GpuWorker.Tests.Runtimes.Torch;

public sealed class LibtorchFaultTests
{
    [Theory]
    [InlineData("/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /opt/libLibTorchSharp.so)", "/lib/libstdc++.so.6 of this system is too old for it and lacks GLIBCXX_3.4.32; install a newer libstdc++")]
    [InlineData("/lib/libc.so.6: version `GLIBC_2.38' not found (required by /opt/libtorch.so)", "/lib/libc.so.6 of this system is too old for it and lacks GLIBC_2.38; run on a newer system")]
    public void Explain_SystemIsTooOld_SaysWhatToInstallAndNotToFetchLibtorch(string line, string expected)
    {
        var said = LibtorchFault.Explain($"Unable to load shared library 'LibTorchSharp' or one of its dependencies.\n{line}\nlibLibTorchSharp: cannot open shared object file");
        Assert.StartsWith(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain("SHEPHERD_TORCH", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_LibraryIsMissing_HasNothingToSay() =>
        Assert.Null(LibtorchFault.Explain("libLibTorchSharp: cannot open shared object file: No such file or directory"));
}
#endif

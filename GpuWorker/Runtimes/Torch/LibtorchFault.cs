using System.Text.RegularExpressions;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>What the loader says of a libtorch that is there and newer than the system's libraries.</summary>
internal static partial class LibtorchFault
{
    /// <summary>Where libtorch is what is missing.</summary>
    public const string MissingRemedy = "SHEPHERD_TORCH=cpu or SHEPHERD_TORCH=cuda-linux before the command brings it";

    /// <summary>The library that is too old, what it lacks, and the remedy; null where the text says nothing of that.</summary>
    /// <param name="loaderText">Of the loader's exception, many lines.</param>
    public static string? Explain(string loaderText)
    {
        if (LackedVersion().Match(loaderText) is not { Success: true } found)
            return null;
        var (library, version) = (found.Groups["library"].Value, found.Groups["version"].Value);
        var remedy = version.StartsWith("GLIBCXX", StringComparison.Ordinal) || version.StartsWith("CXXABI", StringComparison.Ordinal)
            ? "install a newer libstdc++ (package libstdc++6, of GCC 13.2 or newer for GLIBCXX_3.4.32), put one first in LD_LIBRARY_PATH, or run on a newer system"
            : "run on a newer system: this library belongs to it";
        return $"{library} of this system is too old for it and lacks {version}; {remedy}";
    }

    // /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by ...)
    [GeneratedRegex("(?<library>[^\\s:]+): version [`'](?<version>[A-Z]+_[0-9.]+)' not found", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LackedVersion();
}

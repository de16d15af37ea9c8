using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Shepherd.Client.Kafka;

/// <summary>Binds an assembly's calls of <c>librdkafka</c> to the copy that Confluent.Kafka uses.</summary>
/// <remarks>It picks one of several builds (glibc, musl, with or without SASL): a second copy would have its own state, and may not even load here.</remarks>
internal static class LibrdkafkaCopy
{
    /// <summary>The library's name in <c>LibraryImport</c>.</summary>
    public const string Name = "librdkafka";

    /// <summary>To be called once for an assembly, before its first call.</summary>
    public static void UseFor(Assembly assembly) => NativeLibrary.SetDllImportResolver(assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name)
            return 0;
        _ = Library.Version; // Makes Confluent.Kafka load its copy.
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (module.ModuleName.Contains(Name, StringComparison.Ordinal) && NativeLibrary.TryLoad(module.FileName, out var loaded))
                return loaded;
        }

        return 0;
    }
}

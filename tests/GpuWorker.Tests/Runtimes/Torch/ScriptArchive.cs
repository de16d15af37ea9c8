using System.IO.Compression;
using System.Text;

namespace Shepherd.GpuWorker.Tests.Runtimes.Torch;

/// <summary>
/// Writes TorchScript files as <c>torch.jit.save</c> does: a zip of the modules' code and of a pickle that makes them. Only modules without parameters, which is all that a test needs; their constants stand in their code.
/// </summary>
internal static class ScriptArchive
{
    /// <param name="file">Where to.</param>
    /// <param name="code">Classes in TorchScript's own form; the names of their children are their members.</param>
    /// <param name="root">Class of the module.</param>
    /// <param name="children">Its children: name and class, in order.</param>
    public static void Write(string file, string code, string root, params (string Name, string Class)[] children)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        Add(zip, "data.pkl", [0x80, 2, .. Instance(root, children), (byte)'.']);
        Add(zip, "code/__torch__.py", Encoding.UTF8.GetBytes(code));
        Add(zip, "constants.pkl", [0x80, 2, (byte)')', (byte)'.']);
        Add(zip, "version", "3\n"u8.ToArray());
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var entry = zip.CreateEntry($"model/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }

    /// <summary>Pickle opcodes for an object of a class with its members: GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK, members, SETITEMS, BUILD.</summary>
    private static byte[] Instance(string name, (string Name, string Class)[] children) =>
    [
        .. Encoding.UTF8.GetBytes($"c__torch__\n{name}\n"), (byte)')', 0x81, (byte)'}', (byte)'(',
        .. Name("training"), 0x89,
        .. children.SelectMany(child => Name(child.Name).Concat(Instance(child.Class, []))),
        (byte)'u', (byte)'b',
    ];

    /// <summary>BINUNICODE with its length.</summary>
    private static byte[] Name(string name) => [(byte)'X', .. BitConverter.GetBytes(name.Length), .. Encoding.UTF8.GetBytes(name)];
}

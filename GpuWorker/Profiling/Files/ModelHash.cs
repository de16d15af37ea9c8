using System.Security.Cryptography;
using System.Text;
using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Profiling.Files;

/// <summary>Tells models apart that may take different times: by their weights, and by how they are run. Deadlines, groups and priorities may change without a new measurement.</summary>
internal static class ModelHash
{
    /// <summary>Bytes of the hash that are kept: 128 bits tell any models apart.</summary>
    private const int Length = 16;

    /// <summary>Reads the weights once.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static string Of(ModelDefinition definition)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var config = definition.Config;
        Add(hash, FormattableString.Invariant($"{config.Runtime}|{config.Segments}|{config.Threads}"));
        // A model that plays a profile is that profile.
        if (config.Replay is not null)
            Add(hash, File.ReadAllText(Path.Combine(definition.Directory, ModelRepository.ConfigFile)));
        Span<byte> content = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var (name, path) in RepositoryFiles.Weights(definition.Directory))
        {
            Add(hash, name);
            using var file = File.OpenRead(path);
            SHA256.HashData(file, content);
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Length));
    }

    private static void Add(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        hash.AppendData([0]);
    }
}

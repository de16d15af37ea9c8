using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Segments;

/// <summary>Models that were cut, in a folder for each: cutting takes seconds, and what comes of it is the same until the model, ONNX Runtime or the processor changes.</summary>
/// <param name="root">Folder of all; it is made where it is not there.</param>
public sealed class SegmentStore(string root)
{
    /// <summary>Changes with what is written to a folder, so that older ones are not read.</summary>
    private const int Format = 1;

    /// <summary>Rounds of the trial: it only has to tell 2 % from 10 %.</summary>
    private const int RoundsMin = 5;
    private const int RoundsMax = 15;

    /// <summary>Long models get fewer: a worker that starts waits for it.</summary>
    private const double TrialNs = 2e9;

    private const string CacheRemedy = "set XDG_CACHE_HOME to a folder that can be, or give 'models segment' a folder by --out";

    /// <summary>The user's own: <c>${XDG_CACHE_HOME:-~/.cache}/shepherd/segments</c>.</summary>
    public static string DefaultRoot
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
                cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "shepherd", "segments");
        }
    }

    /// <summary>Folder of a model's segments.</summary>
    /// <param name="path">The model.</param>
    /// <param name="inputs">Shapes it is measured at.</param>
    /// <param name="segments">Segments at most.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="IOException">The model cannot be read.</exception>
    public string FolderOf(string path, IReadOnlyList<InputShape> inputs, int segments, int threads)
    {
        using var file = File.OpenRead(path);
        var model = Convert.ToHexString(SHA256.HashData(file));
        // An optimised graph is laid out for what the processor's vectors hold.
        var processor = $"{RuntimeInformation.ProcessArchitecture} {Avx2.IsSupported} {Avx512F.IsSupported}";
        var shapes = string.Join(' ', inputs.Select(i => $"{i.Name}={string.Join('x', i.Dims)}@{i.BatchAxis}"));
        var key = string.Create(CultureInfo.InvariantCulture, $"{Format} {model} {segments} {threads} {shapes} {OrtEnv.Instance().GetVersionString()} {processor}");
        return Path.Combine(root, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]}-{segments}");
    }

    /// <summary>Cuts a model, or reads what came of it when it was cut before.</summary>
    /// <param name="path">The model.</param>
    /// <param name="inputs">Shapes it is measured at.</param>
    /// <param name="segments">Segments at most.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="ArgumentException">ONNX Runtime refuses the model or the shapes.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public SegmentedModel Get(string path, IReadOnlyList<InputShape> inputs, int segments, int threads)
    {
        var folder = FolderOf(path, inputs, segments, threads);
        if (LoadFinal(folder) is { } known)
            return known;
        MakeFolder(root, "segment cache ", CacheRemedy);
        // Whole at once, under a name of its own until then: others may be cutting the same model, and this may be ended meanwhile.
        var scratch = Path.Combine(root, $".{Guid.NewGuid():N}");
        try
        {
            var cut = Cut(path, inputs, segments, threads, Directory.CreateDirectory(scratch).FullName);
            if (Directory.Exists(folder) && LoadFinal(folder) is null)
                Directory.Delete(folder, recursive: true);
            if (!Directory.Exists(folder))
                TryMove(scratch, folder);
            // Segments of another process may be cut elsewhere: what is told must be of those that are there.
            return SegmentedModel.Load(folder) ?? cut;
        }
        finally
        {
            if (Directory.Exists(scratch))
                Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Makes a folder where there is none, and tries whether it can be written: before long work.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="what">What it is, and a space, for the message.</param>
    /// <param name="remedy">What to do, for the message.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be made or written; the message says why, and the remedy.</exception>
    public static string MakeFolder(string folder, string what, string remedy)
    {
        try
        {
            var path = Directory.CreateDirectory(folder).FullName;
            new FileStream(Path.Combine(path, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{what}{folder}: the folder cannot be written; {remedy}", e);
        }
    }

    /// <summary>Cuts a model into a folder, tries the chain, and judges it.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public static SegmentedModel Cut(string path, IReadOnlyList<InputShape> inputs, int segments, int threads, string folder)
    {
        var cut = new SegmentedModel([], null, null);
        try
        {
            cut = cut with { Segments = ModelSegmenter.Cut(path, inputs, segments, threads, folder) };
            if (cut.Segments.Count > 1)
            {
                using var trial = new SegmentTrialRun(path, folder, cut.Segments, inputs, threads, now: null);
                cut = cut with { Trial = trial.Run([1], (int)Math.Clamp(TrialNs / Math.Max(1, cut.Segments.Sum(s => s.DurationNs)), RoundsMin, RoundsMax)) };
            }

            cut = cut with { Refusal = SegmentLimits.FindFault(cut.Segments, cut.Imbalance, cut.Trial) };
        }
        catch (Exception e) when (e is OnnxFormatException or OnnxRuntimeException)
        {
            cut = cut with { Trial = null, Refusal = e.Message };
        }

        cut.Save(folder);
        return cut;
    }

    /// <summary>Null also where a trial went badly: it may have been the machine's other work, and is tried again.</summary>
    private static SegmentedModel? LoadFinal(string folder) => SegmentedModel.Load(folder) is { } known && (known.Refusal is null || known.Trial is null) ? known : null;

    private static void TryMove(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
        }
        catch (IOException) when (Directory.Exists(to))
        {
            // Another process was quicker, and what it cut is as good.
        }
    }
}

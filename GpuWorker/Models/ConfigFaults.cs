namespace Shepherd.GpuWorker.Models;

/// <summary>Collects what is wrong with one config.yaml, so that all of it is told at once.</summary>
/// <param name="file">Path of the file, as it is to be shown.</param>
internal sealed class ConfigFaults(string file)
{
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages => _messages;

    public bool Any => _messages.Count > 0;

    /// <param name="line">Line in the file, from 1.</param>
    /// <param name="key">Path of the key, e.g. <c>inputs[0].wire.scale</c>.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="remedy">What should.</param>
    public void Add(long line, string key, string found, string remedy) => _messages.Add($"{file}:{line}: {key}: {found}; {remedy}");

    /// <summary>For a fault of the file as a whole.</summary>
    public void Add(string found, string remedy) => _messages.Add($"{file}: {found}; {remedy}");
}

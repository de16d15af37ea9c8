namespace Shepherd.Cli.Demo;

/// <summary>Character accuracy over many texts: 1 − edit distance ÷ known length, any run of white space counting as one space.</summary>
internal sealed class TextAccuracy
{
    private readonly Lock _gate = new();
    private long _errors;
    private long _characters;

    /// <summary>0 to 1; null when no text was compared.</summary>
    public double? Value
    {
        get
        {
            lock (_gate)
                return _characters == 0 ? null : Math.Max(0, 1 - (_errors / (double)_characters));
        }
    }

    public void Add(string read, string known)
    {
        var (a, b) = (Normalise(read), Normalise(known));
        var errors = EditDistance.Between(a, b);
        lock (_gate)
        {
            _errors += errors;
            _characters += b.Length;
        }
    }

    private static string Normalise(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

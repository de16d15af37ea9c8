using System.Text;

namespace Shepherd.Cli.Ocr.Reading;

/// <summary>What the classes of the recognition model mean: 0 is CTC's blank, then the lines of its character file, last a space.</summary>
internal sealed class Alphabet(IReadOnlyList<string> characters)
{
    public const int Blank = 0;

    /// <summary>Classes, the blank included.</summary>
    public int Count => characters.Count + 2;

    /// <summary>The character of a class other than <see cref="Blank"/>.</summary>
    public string this[int index] => index == Count - 1 ? " " : characters[index - 1];

    /// <summary>Reads a character file: UTF-8, one character a line.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says how to get it.</exception>
    public static Alphabet Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing: run eng/models.sh, which fetches the weights and their character file");
        var text = File.ReadAllText(path, Encoding.UTF8).TrimEnd('\n', '\r');
        return new Alphabet([.. text.Split('\n').Select(line => line.TrimEnd('\r'))]);
    }
}

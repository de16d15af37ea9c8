using System.Text;

namespace Shepherd.Cli.Ocr.Reading;

/// <summary>Greedy CTC: repeats of a class collapse, blanks separate and vanish.</summary>
internal static class CtcDecoder
{
    /// <summary>The text, and the mean score of the steps that gave it; 0 when there is none.</summary>
    /// <param name="indices">The best class of each step, outside the alphabet never.</param>
    /// <param name="scores">Its probability.</param>
    /// <param name="alphabet">What the classes mean.</param>
    public static (string Text, float Score) Decode(ReadOnlySpan<int> indices, ReadOnlySpan<float> scores, Alphabet alphabet)
    {
        var text = new StringBuilder();
        var (sum, count, previous) = (0f, 0, Alphabet.Blank);
        for (var step = 0; step < indices.Length; step++)
        {
            var index = indices[step];
            if (index != Alphabet.Blank && index != previous)
            {
                text.Append(alphabet[index]);
                sum += scores[step];
                count++;
            }

            previous = index;
        }

        return (text.ToString(), count == 0 ? 0 : sum / count);
    }
}

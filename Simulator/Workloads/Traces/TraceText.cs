using System.Text;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>The text of a trace: UTF-8, or what a byte order mark says.</summary>
internal static class TraceText
{
    /// <summary>Stands for bytes that are not UTF-8: no character, so that no text holds it. The line at fault is then known, which an exception out of a reader's buffer does not tell.</summary>
    public const char Undecodable = '\uffff';

    private static readonly Encoding Utf8 = Encoding.GetEncoding(Encoding.UTF8.WebName, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(Undecodable.ToString()));

    public static StreamReader Open(string path) => new(path, Utf8);

    public static StreamReader Open(Stream stream) => new(stream, Utf8);
}

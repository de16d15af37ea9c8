namespace Shepherd.Schemas;

/// <summary>Bytes or a schema that cannot be read or written; the message names what and where.</summary>
public sealed class CodecException : Exception
{
    /// <summary>With the reason, for people.</summary>
    public CodecException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what raised it.</summary>
    public CodecException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

namespace Shepherd.Client;

/// <summary>A request could not be published; the message names the topic and the remedy.</summary>
public sealed class InferenceClientException : Exception
{
    /// <summary>With the reason, for people.</summary>
    public InferenceClientException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what raised it.</summary>
    public InferenceClientException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

using System.Buffers;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>How a connection begins.</summary>
internal static class Greeting
{
    /// <summary>Of the protocol. Workers of other versions refuse each other, and serve alone until they are of one.</summary>
    public const int Version = 1;

    /// <summary>First bytes of a <see cref="FrameKind.Hello"/>: whoever connects by mistake is known by them.</summary>
    public static ReadOnlySpan<byte> Magic => "shepherd"u8;

    public static void Write(IBufferWriter<byte> destination, Hello hello)
    {
        destination.Write(Magic);
        destination.PutUInt16(Version);
        destination.PutText(hello.Lead);
        destination.PutEpoch(hello.Since);
    }

    /// <exception cref="PeerProtocolException">Not a greeting of this version.</exception>
    public static Hello ReadHello(FramePayload payload)
    {
        var source = new PeerReader(payload.Memory, payload.Length, FrameKind.Hello);
        if (payload.Length < Magic.Length || !payload.Memory.Span[..Magic.Length].SequenceEqual(Magic))
            throw new PeerProtocolException("who connected is no worker of Shepherd");
        for (var i = 0; i < Magic.Length; i++)
            source.TakeByte();
        if (source.TakeUInt16() is not Version and var version)
            throw new PeerProtocolException($"the lead speaks version {version} of the peers' protocol, this worker {Version}: run one release on all workers of a serving group");
        var hello = new Hello(source.TakeText(), source.TakeEpoch());
        source.End();
        return hello;
    }

    public static void Write(IBufferWriter<byte> destination, Welcome welcome)
    {
        destination.PutText(welcome.Worker);
        destination.PutInt64(welcome.CreditBytes);
        destination.PutInt32(welcome.Devices.Count);
        foreach (var device in welcome.Devices)
            destination.PutText(device);
        destination.PutInt32(welcome.Models.Count);
        foreach (var (model, version) in welcome.Models)
        {
            destination.PutText(model);
            destination.PutText(version);
        }
    }

    /// <exception cref="PeerProtocolException">Not a welcome.</exception>
    public static Welcome ReadWelcome(FramePayload payload)
    {
        var source = new PeerReader(payload.Memory, payload.Length, FrameKind.Welcome);
        var worker = source.TakeText();
        var credit = source.TakeInt64();
        if (credit < 1)
            throw new PeerProtocolException($"a credit of {credit} bytes");
        var devices = new string[source.TakeCount(PeerLimits.LanesMax, "lanes")];
        for (var i = 0; i < devices.Length; i++)
            devices[i] = source.TakeText();
        var models = new (string, string)[source.TakeCount(PeerLimits.GreetingBytesMax, "models")];
        for (var i = 0; i < models.Length; i++)
            models[i] = (source.TakeText(), source.TakeText());
        source.End();
        return new Welcome(worker, devices, models, credit);
    }
}

/// <summary>What a lead says first.</summary>
/// <param name="Lead">Its name.</param>
/// <param name="Since">The epoch since which it leads the serving group.</param>
internal sealed record Hello(string Lead, Epoch Since);

/// <summary>What a peer answers.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Devices">One lane each.</param>
/// <param name="Models">Names and versions of what it has warm.</param>
/// <param name="CreditBytes">What it takes beyond what it has answered.</param>
internal sealed record Welcome(string Worker, IReadOnlyList<string> Devices, IReadOnlyList<(string Model, string Version)> Models, long CreditBytes);

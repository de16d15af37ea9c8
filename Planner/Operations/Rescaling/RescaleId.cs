using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>Name of a rescale: the same at every planner, since it is made of the wish that plans carry.</summary>
internal static class RescaleId
{
    private const int Bytes = 16;

    public static Guid Of(Directive rescale) =>
        // Plans keep microseconds.
        new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{rescale.Subject}\n{rescale.Devices}\n{rescale.At.UtcTicks / TimeSpan.TicksPerMicrosecond}"))).AsSpan(0, Bytes));
}

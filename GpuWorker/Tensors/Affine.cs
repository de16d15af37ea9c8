namespace Shepherd.GpuWorker.Tensors;

/// <summary>x · factor + offset.</summary>
internal readonly record struct Affine(float Factor, float Offset)
{
    public float Apply(float x) => x * Factor + Offset;
}

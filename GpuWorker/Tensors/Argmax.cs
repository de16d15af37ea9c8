using System.Numerics.Tensors;

namespace Shepherd.GpuWorker.Tensors;

/// <summary>Position and value of the largest element along one axis; of equal ones the first, and of any NaN the first.</summary>
internal static class Argmax
{
    /// <param name="data">Row-major [outer, extent, inner].</param>
    /// <param name="extent">Extent of the axis, at least 1.</param>
    /// <param name="inner">Product of the extents after it.</param>
    /// <param name="index">[outer, inner].</param>
    /// <param name="score">[outer, inner].</param>
    public static void Reduce(ReadOnlySpan<float> data, int extent, int inner, Span<int> index, Span<float> score)
    {
        var outer = index.Length / Math.Max(inner, 1);
        for (var o = 0; o < outer; o++)
        {
            var block = data.Slice(o * extent * inner, extent * inner);
            var indexRow = index.Slice(o * inner, inner);
            var scoreRow = score.Slice(o * inner, inner);
            if (inner == 1)
                (indexRow[0], scoreRow[0]) = Largest(block);
            else
                ReduceBlock(block, indexRow, scoreRow);
        }
    }

    private static (int Index, float Score) Largest(ReadOnlySpan<float> row)
    {
        var index = TensorPrimitives.IndexOfMax(row);
        return (index, row[index]);
    }

    /// <summary>Axis by row of inner elements, so that memory is read in order.</summary>
    private static void ReduceBlock(ReadOnlySpan<float> block, Span<int> index, Span<float> score)
    {
        var inner = index.Length;
        index.Clear();
        block[..inner].CopyTo(score);
        for (var position = 1; position * inner < block.Length; position++)
        {
            var row = block.Slice(position * inner, inner);
            for (var i = 0; i < inner; i++)
            {
                if (row[i] > score[i] || (float.IsNaN(row[i]) && !float.IsNaN(score[i])))
                    (index[i], score[i]) = (position, row[i]);
            }
        }
    }
}

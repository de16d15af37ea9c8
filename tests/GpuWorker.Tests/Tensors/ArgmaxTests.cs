using Shepherd.GpuWorker.Tensors;

namespace Shepherd.GpuWorker.Tests.Tensors;

public class ArgmaxTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 1)]
    [InlineData(5, 6625, 1)]
    [InlineData(2, 5, 3)]
    [InlineData(1, 9, 16)]
    public void Reduce_RandomData_EqualsReference(int outer, int extent, int inner)
    {
        var random = new Random(outer * 31 + inner);
        // Few distinct values, so that ties occur.
        var data = Enumerable.Range(0, outer * extent * inner).Select(_ => (float)random.Next(-5, 5)).ToArray();
        var index = new int[outer * inner];
        var score = new float[outer * inner];

        Argmax.Reduce(data, extent, inner, index, score);

        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < inner; i++)
            {
                var column = Enumerable.Range(0, extent).Select(k => data[(o * extent + k) * inner + i]).ToList();
                Assert.Equal(column.Max(), score[o * inner + i]);
                Assert.Equal(column.IndexOf(column.Max()), index[o * inner + i]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Reduce_NaN_IsFoundFirst(int inner)
    {
        float[] data = inner == 1 ? [1, 5, float.NaN, 9, float.NaN] : [1, 1, 5, 5, float.NaN, float.NaN, 9, 9, float.NaN, float.NaN];
        var index = new int[inner];
        var score = new float[inner];

        Argmax.Reduce(data, 5, inner, index, score);

        Assert.All(index, i => Assert.Equal(2, i));
        Assert.All(score, s => Assert.Equal(float.NaN, s));
    }
}

using Shepherd.Core.Herd;

namespace Shepherd.Core.Tests.Herd;

public class HerdLpTests
{
    [Fact]
    public void Write_OneStream_IsTheWholeProgram() => Assert.Equal(
        """
        \ SHEPHERD's serving groups: N = 3 devices, G = 2, memory 100 MiB
        \ minimum burst tolerance = B / 0.5
        \ stream 0 's': model 0, n = 0.5 devices
        \ model 0 'm': affinity set 0
        Maximize
         minimum_burst_tolerance: B
        Subject To
         cluster: + 1 size_0 <= 3
         memory_0: + 40 z_0_0 + 1 work_0 <= 100
         work_0_0: + 1 work_0 - 8 z_0_0 >= 0
         affinity_0_0: + 1 z_0_0 - 1 y_0_0 <= 0
         one_set_0: + 1 y_0_0 = 1
         named_0: + 1 size_0 - 2 x_0_0 <= 0
         load_0: + 1 x_0_0 - 1.6 size_0 <= 0
         one_group_0: + 1 x_0_0 = 1
         resident_0_0: + 1 x_0_0 - 1 z_0_0 <= 0
         product_a_0_0: + 1 w_0_0 - 1 size_0 <= 0
         product_b_0_0: + 1 w_0_0 - 2 x_0_0 <= 0
         product_c_0_0: + 1 w_0_0 - 1 size_0 - 2 x_0_0 >= -2
         device_0: + 1 w_0_0 >= 1
         burst_0: + 1 w_0_0 - 1 B >= 0
        Bounds
         0 <= B <= 2
         0 <= size_0 <= 2
         y_0_0 = 1
        General
         size_0
        Binary
         x_0_0
         z_0_0
        End

        """.ReplaceLineEndings("\n"),
        Text(new HerdModel(3, 2, 100 << 20, [new("m", 40 << 20, 8 << 20, 0)], [new("s", 0, 0.5)]), 0.8));

    [Fact]
    public void Write_TooManyStreams_SaysSo()
    {
        var model = new HerdModel(3, 2, 100, [new("m", 40, 8, 0)], [.. Enumerable.Range(0, HerdLp.StreamsMax + 1).Select(i => new HerdDemand($"s{i}", 0, 1))]);
        Assert.Contains("beyond any solver", Assert.Throws<ArgumentException>(() => Text(model, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NameWithALineEnd_StaysInItsComment() =>
        Assert.DoesNotContain("\nmax", Text(new HerdModel(3, 2, 100, [new("a\nmax", 40, 0, 0)], [new("b\nmax", 0, 0.5)]), null), StringComparison.Ordinal);

    private static string Text(HerdModel model, double? loadMax)
    {
        using var text = new StringWriter();
        HerdLp.Write(model, text, loadMax);
        return text.ToString();
    }
}

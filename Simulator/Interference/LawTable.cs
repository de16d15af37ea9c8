namespace Shepherd.Simulator.Interference;

/// <summary>
/// The law's parameters as fitted to iGniter's measurements on a V100 16 GB (icloud-ecnu/igniter, <c>i-Gniter/Algorithm/config</c>, commit b1ff2ab2; figures only). Each model: nine solo points (batch 1, 16, 32
/// on 10, 50, 100 % of the device), L2 use at three, power where the cap does not bite, and one co-located point for κ (itself beside itself, 16 and 50 %). Errors, mean and largest: the solo points 1.6 and 6.7 %;
/// 36 solo points of the same repository that the fit did not see 2.1 and 13.3 %; the slowdown beside a neighbour with κ from the other three models 1.8 and 3.7 %, the frequency there 1.9 and 3.6 %. The curve's form,
/// fitted to ParvaGPU's hardware partitions of an A100 (11 models, 1, 3 and 7 slices), is 9 % off in the mean on the 167 points of 2 and 4 slices.
/// </summary>
public static class LawTable
{
    /// <summary>The largest batch measured.</summary>
    public const int MaxBatch = 32;

    /// <summary>The device that was measured.</summary>
    public static LawDevice V100 { get; } = new("V100-16", 53.5, 300, 0.20106, 0.0013685, 0.0047507, -0.0090224);

    /// <summary>The models that were measured.</summary>
    public static IReadOnlyList<LawModel> Models { get; } =
    [
        new("alexnet", 20, new LawCurve(0.0026848, 8.8514, 22.4285, 0, 0.342847), 2.02952, 3.09586, 37.1709, 23.9151, 0.00237638),
        new("resnet50", 80, new LawCurve(0, 59.1487, 2.67249, 0.55, 1.6196), -0.198622, 21.929, 4.38869, 162.074, 0.00216306),
        new("vgg19", 29, new LawCurve(0, 159.798, 47.6244, 0.3, 0.642891), 2.72279, 45.2172, 2.08294, 536.69, 0.00201773),
        new("ssd", 93, new LawCurve(0, 244.896, 0.482539, 0.65, 1.98008), -0.126522, 88.6461, 2.25296, 646.698, 0.00228086),
    ];
}

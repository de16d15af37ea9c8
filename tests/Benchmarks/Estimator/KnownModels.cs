using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Benchmarks.Estimator;

/// <summary>Architectures as their papers give them, for the models of the published tables; pictures of 224 × 224 but for EfficientNet-B4.</summary>
internal static class KnownModels
{
    private const int Classes = 1000;

    /// <summary>BERT on SQuAD: sequences of 384, as in NVIDIA's tables.</summary>
    private const int Length = 384;
    private const int Words = 30_522;

    /// <summary>The graph of a model by its name in the tables, or null.</summary>
    public static OperatorGraph? Find(string name) => name switch
    {
        "resnet50" => ResNet(name, [3, 4, 6, 3]),
        "resnet101" => ResNet(name, [3, 4, 23, 3]),
        "resnet152" => ResNet(name, [3, 8, 36, 3]),
        "resnext101-32x4d" => ResNet(name, [3, 4, 23, 3], groups: 32, width: 2),
        "se-resnext101-32x4d" => ResNet(name, [3, 4, 23, 3], groups: 32, width: 2, excite: 16),
        "vgg16" => Vgg(name, [2, 2, 3, 3, 3]),
        "vgg19" => Vgg(name, [2, 2, 4, 4, 4]),
        "densenet121" => DenseNet(name, [6, 12, 24, 16]),
        "densenet169" => DenseNet(name, [6, 12, 32, 32]),
        "densenet201" => DenseNet(name, [6, 12, 48, 32]),
        "mobilenetv2" => MobileNet(name),
        "efficientnet-b0" => EfficientNet(name, 224, 32, 1280, [16, 24, 40, 80, 112, 192, 320], [1, 2, 2, 3, 3, 4, 1]),
        "efficientnet-b4" => EfficientNet(name, 380, 48, 1792, [24, 32, 56, 112, 160, 272, 448], [2, 4, 4, 6, 6, 8, 2]),
        "bert-large" => Bert(name, 24, 1024, 16),
        "bert-dist6l" => Bert(name, 6, 768, 12),
        "bert-dist4l" => Bert(name, 4, 288, 12),
        _ => null,
    };

    /// <summary>He et al., CVPR 2016, table 1; Xie et al., CVPR 2017 (ResNeXt); Hu et al., CVPR 2018 (squeeze and excitation).</summary>
    private static OperatorGraph ResNet(string name, int[] blocks, int groups = 1, int width = 1, int excite = 0)
    {
        var net = new LayerStack(name, 3, 224).Conv(64, 7, 2).Pool(3, 2);
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            var (inner, outer) = (64 * width << stage, 256 << stage);
            for (var block = 0; block < blocks[stage]; block++)
            {
                var stride = stage > 0 && block == 0 ? 2 : 1;
                var (channels, size) = (net.Channels, net.Size);
                net.Conv(inner, 1).Conv(inner, 3, stride, groups).Conv(outer, 1, activate: false);
                if (excite > 0)
                    net.Excite(outer / excite);
                if (block == 0)
                    net.Branch(channels, size).Conv(outer, 1, stride, activate: false);
                net.Pointwise(2, 2);
            }
        }

        return net.Mean().Dense(Classes).Build();
    }

    /// <summary>Simonyan and Zisserman, ICLR 2015, table 1.</summary>
    private static OperatorGraph Vgg(string name, int[] convolutions)
    {
        var net = new LayerStack(name, 3, 224);
        for (var stage = 0; stage < convolutions.Length; stage++)
        {
            for (var i = 0; i < convolutions[stage]; i++)
                net.Conv(Math.Min(512, 64 << stage), 3);
            net.Pool(2, 2);
        }

        return net.Dense(4096).Pointwise().Dense(4096).Pointwise().Dense(Classes).Build();
    }

    /// <summary>Huang et al., CVPR 2017, table 1: growth 32, halving transitions; normalisation comes before convolution and stays an operator of its own.</summary>
    private static OperatorGraph DenseNet(string name, int[] blocks)
    {
        const int growth = 32;
        var net = new LayerStack(name, 3, 224).Conv(64, 7, 2).Pool(3, 2);
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            for (var layer = 0; layer < blocks[stage]; layer++)
            {
                var channels = net.Channels;
                net.Pointwise(1, 3).Conv(4 * growth, 1).Conv(growth, 3, activate: false).Concat(channels + growth);
            }

            if (stage < blocks.Length - 1)
                net.Pointwise(1, 3).Conv(net.Channels / 2, 1, activate: false).Pool(2, 2);
        }

        return net.Mean().Dense(Classes).Build();
    }

    /// <summary>Sandler et al., CVPR 2018, table 2.</summary>
    private static OperatorGraph MobileNet(string name)
    {
        (int Expand, int Channels, int Repeats, int Stride)[] rows = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        var net = new LayerStack(name, 3, 224).Conv(32, 3, 2);
        foreach (var (expand, channels, repeats, stride) in rows)
        {
            for (var i = 0; i < repeats; i++)
                Inverted(net, expand, channels, 3, i == 0 ? stride : 1, excite: 0);
        }

        return net.Conv(1280, 1).Mean().Dense(Classes).Build();
    }

    /// <summary>Tan and Le, ICML 2019, table 1, scaled.</summary>
    private static OperatorGraph EfficientNet(string name, int size, int stem, int head, int[] channels, int[] repeats)
    {
        (int Expand, int Kernel, int Stride)[] rows = [(1, 3, 1), (6, 3, 2), (6, 5, 2), (6, 3, 2), (6, 5, 1), (6, 5, 2), (6, 3, 1)];
        var net = new LayerStack(name, 3, size).Conv(stem, 3, 2);
        for (var stage = 0; stage < rows.Length; stage++)
        {
            for (var i = 0; i < repeats[stage]; i++)
                Inverted(net, rows[stage].Expand, channels[stage], rows[stage].Kernel, i == 0 ? rows[stage].Stride : 1, excite: 4);
        }

        return net.Conv(head, 1).Mean().Dense(Classes).Build();
    }

    private static void Inverted(LayerStack net, int expand, int channels, int kernel, int stride, int excite)
    {
        var (before, wide) = (net.Channels, net.Channels * expand);
        if (expand > 1)
            net.Conv(wide, 1);
        net.Conv(wide, kernel, stride, wide);
        if (excite > 0)
            net.Excite(Math.Max(1, before / excite));
        net.Conv(channels, 1, activate: false);
        if (stride == 1 && before == channels)
            net.Pointwise(2);
    }

    /// <summary>Devlin et al., NAACL 2019, §3; the distilled ones by the names of their checkpoints (4 layers of 288, 6 of 768).</summary>
    private static OperatorGraph Bert(string name, int layers, int hidden, int heads)
    {
        var net = new LayerStack(name, 1, 1).Embedding(Length, hidden, Words);
        for (var i = 0; i < layers; i++)
            net.Encoder(Length, hidden, heads, 4 * hidden);
        return net.Build(inputBytes: 3.0 * Length * sizeof(long));
    }
}

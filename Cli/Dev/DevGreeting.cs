using System.Globalization;
using System.Text;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Png;
using Shepherd.Cli.Ocr.Reading;
using Shepherd.GpuWorker.Models;
using Shepherd.Planner;
using Shepherd.Schemas;

namespace Shepherd.Cli.Dev;

/// <summary>What <c>shepherd dev</c> says once it serves: addresses, and commands that work as pasted.</summary>
internal static class DevGreeting
{
    /// <summary>A line that is upside down, so that the angle model has something to say.</summary>
    private const string Sample = "line.png";

    /// <param name="cluster">What serves.</param>
    /// <param name="models">Its model repository: the commands are for the models of this repository's own, or for the first that there is.</param>
    /// <param name="home">Where samples are, and where requests may be written.</param>
    public static string Write(DevCluster cluster, string models, HomeFolders home)
    {
        var (servers, http) = (cluster.Kafka.BootstrapServers, cluster.HttpAddress.GetLeftPart(UriPartial.Authority));
        var workers = string.Join("\n", cluster.WorkerAddresses.Select(w => $"{w.Key}  {w.Value}health  {w.Value}metrics"));
        var planner = cluster.PlannerAddress.Port == PlannerOptions.DefaultHttpPort ? "" : $" --planner {cluster.PlannerAddress}";
        string Commands(string model, string group, string request) => $"""
              curl -s {http}/v2/models/{model}/infer -H 'content-type: application/json' -d @{request}

            Over Kafka, with a reply topic of your own:
              R=replies.$RANDOM; kcat -P -b {servers} -t {cluster.Kafka.Topics.Requests(group)} -H content-type=application/json -H {HeaderNames.Model}={model} -H {HeaderNames.ReplyTopic}=$R {request} && kcat -C -q -b {servers} -t $R -o beginning -c 1 -X allow.auto.create.topics=true
            """;
        return $"""

            Kafka  {servers}
            HTTP   {http}  {http}/openapi/v1.json
            gRPC   {cluster.GrpcAddress.Authority}
            planner  {cluster.PlannerAddress}v1/status  {cluster.PlannerAddress}openapi/v1.json
            {workers}

            {(Directory.Exists(Path.Combine(models, OcrModels.Angle)) ? OfOcr(servers, home, Commands) : OfFirst(models, home, Commands))}

            What happened to a request (header {HeaderNames.Trace}: 1), and what was decided, predicted beside actual:
              ./shepherd trace REQUEST_ID --bootstrap-server {servers}
              ./shepherd decisions --bootstrap-server {servers}

            Who serves what, and moving it (what a command would do comes first; --execute does it):
              ./shepherd status{planner}
              ./shepherd drain {cluster.WorkerAddresses.Keys.First()}{planner} --execute && ./shepherd status{planner} && ./shepherd uncordon {cluster.WorkerAddresses.Keys.First()}{planner}

            Ctrl-C ends it.
            """;
    }

    private static string OfOcr(string servers, HomeFolders home, Func<string, string, string, string> commands)
    {
        var request = Path.Combine(home.Scratch, "angle-request.json");
        File.WriteAllText(request, BuildRequest(Path.Combine(home.Samples, Sample)));
        return $"""
            Is a line of text upside down? The second number says how surely. Over HTTP:
            {commands(OcrModels.Angle, OcrModels.Angle, request)}

            The text of a picture:
              ./shepherd ocr {Path.Combine(home.Samples, "sign.png")} --bootstrap-server {servers}
            """;
    }

    private static string OfFirst(string models, HomeFolders home, Func<string, string, string, string> commands)
    {
        if (SampleRequest.Find(models) is not { } sample)
            return $"No model of {models} can be read yet; the log says why";
        var path = Path.Combine(home.Scratch, "sample-request.json");
        using var json = new PooledBufferWriter();
        RequestCodec.Encode(sample.Request, ContentTypes.Json, json);
        File.WriteAllBytes(path, json.WrittenSpan.ToArray());
        return $"""
            A request of zeroes for {sample.Model}. Over HTTP:
            {commands(sample.Model, sample.Group, path)}
            """;
    }

    /// <summary>An Open Inference Protocol request: the line fitted into the angle model's input, UINT8 [1, 48, 192, 3].</summary>
    private static string BuildRequest(string sample)
    {
        var line = Resampler.Resize(PngReader.Read(sample), OcrModels.AngleWidth, OcrModels.LineHeight);
        var json = new StringBuilder(line.Rgb.Length * 4);
        json.Append(CultureInfo.InvariantCulture, $$"""{"inputs":[{"name":"{{OcrModels.Input}}","datatype":"UINT8","shape":[1,{{line.Height}},{{line.Width}},{{Picture.Channels}}],"data":[""");
        json.AppendJoin(',', line.Rgb);
        return json.Append("]}]}").ToString();
    }
}

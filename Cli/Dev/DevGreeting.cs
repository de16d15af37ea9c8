using System.Globalization;
using System.Text;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Png;
using Shepherd.Cli.Ocr.Reading;
using Shepherd.Schemas;

namespace Shepherd.Cli.Dev;

/// <summary>What <c>shepherd dev</c> says once it serves: addresses, and commands that work as pasted.</summary>
internal static class DevGreeting
{
    /// <summary>A line that is upside down, so that the angle model has something to say.</summary>
    private const string Sample = "line.png";

    public static string Write(DevCluster cluster, HomeFolders home)
    {
        var request = Path.Combine(home.Scratch, "angle-request.json");
        File.WriteAllText(request, BuildRequest(Path.Combine(home.Samples, Sample)));
        var (servers, http) = (cluster.Kafka.BootstrapServers, cluster.HttpAddress.GetLeftPart(UriPartial.Authority));
        var workers = string.Join("\n", cluster.WorkerAddresses.Select(w => $"{w.Key}  {w.Value}health  {w.Value}metrics"));
        var topic = cluster.Kafka.Topics.Requests(OcrModels.Angle);
        return $"""

            Kafka  {servers}
            HTTP   {http}
            {workers}

            Is a line of text upside down? The second number says how surely. Over HTTP:
              curl -s {http}/v2/models/{OcrModels.Angle}/infer -H 'content-type: application/json' -d @{request}

            Over Kafka, with a reply topic of your own:
              R=replies.$RANDOM; kcat -P -b {servers} -t {topic} -H content-type=application/json -H {HeaderNames.ReplyTopic}=$R {request} && kcat -C -q -b {servers} -t $R -o beginning -c 1 -X allow.auto.create.topics=true

            What happened to a request (header {HeaderNames.Trace}: 1), and what was decided, predicted beside actual:
              ./shepherd trace REQUEST_ID --bootstrap-server {servers}
              ./shepherd decisions --bootstrap-server {servers}

            The text of a picture:
              ./shepherd ocr {Path.Combine(home.Samples, "sign.png")} --bootstrap-server {servers}

            Ctrl-C ends it.
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

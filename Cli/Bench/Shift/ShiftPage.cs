using System.Globalization;
using System.Net;
using System.Text;
using Shepherd.Cli.Simulate.Report;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>Attainment over time as a page that needs nothing else.</summary>
internal static class ShiftPage
{
    private const int Width = 900;
    private const int Height = 300;
    private const int Margin = 40;

    private static readonly string[] Colours = ["#2a78d6", "#d9772b", "#5b636d"];

    public static string Of(ShiftOptions options, IReadOnlyList<ShiftSide> sides)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Share of requests answered within their SLO, by second\">");
        foreach (var share in (double[])[0, 0.25, 0.5, 0.75, 1])
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Margin}\" x2=\"{Width - Margin}\" y1=\"{Y(share):0.#}\" y2=\"{Y(share):0.#}\"/><text x=\"4\" y=\"{Y(share) + 4:0.#}\">{share:0.00}</text>");
        for (var second = 0; second <= options.Seconds; second += Math.Max(1, (int)(options.Seconds / 12)))
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(options, second):0.#}\" y=\"{Height - 10}\">{second} s</text>");
        var shift = X(options, options.ShiftAtS - options.WarmSeconds);
        page.Append(CultureInfo.InvariantCulture, $"<line class=\"shift\" x1=\"{shift:0.#}\" x2=\"{shift:0.#}\" y1=\"{Y(1):0.#}\" y2=\"{Y(0):0.#}\"/>");
        for (var side = 0; side < sides.Count; side++)
        {
            var points = sides[side].Curve.Attainment.Select((a, s) => string.Create(CultureInfo.InvariantCulture, $"{X(options, s + 0.5):0.#},{Y(a):0.#}"));
            page.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{Colours[side % Colours.Length]}\" stroke-width=\"2\" points=\"{string.Join(' ', points)}\"/>");
        }

        page.Append("</svg><p>");
        for (var side = 0; side < sides.Count; side++)
            page.Append(CultureInfo.InvariantCulture, $"<span class=\"key\" style=\"color:{Colours[side % Colours.Length]}\">&#9644; {WebUtility.HtmlEncode(sides[side].Name)}: {sides[side].Curve.Total:0.000} in SLO</span>");
        page.Append("</p><pre>");
        using var table = new StringWriter(CultureInfo.InvariantCulture);
        ShiftReport.Write(table, options, sides);
        page.Append(WebUtility.HtmlEncode(table.ToString())).Append("</pre>");
        return PageTemplate.Fill("shift.html", ["report.css"], page.ToString());
    }

    private static double X(ShiftOptions options, double second) => Margin + (second / options.Seconds * (Width - (2 * Margin)));

    private static double Y(double share) => Height - Margin - (share * (Height - (2 * Margin)));
}

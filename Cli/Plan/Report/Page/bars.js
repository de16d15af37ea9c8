/** Colours that keep their contrast on white and on black; ours has the ink's. */
const methodColors = { hybrid: 'var(--ink)', herd: '#e8710a', usher: '#2b7de0', exclusive: '#8a8f98', gpulet: '#0f9d6b', alpaserve: '#a855d6', parva: '#e0446e' };
const spareColors = ['#14a3b8', '#b8a014', '#7c6cf0', '#c2567a', '#5f8f2f'];
const colorOf = Object.fromEntries(methods.map((name, i) => [name, methodColors[name] ?? spareColors[i % spareColors.length]]));

/** A bar and the gap beside it: room for its value, which stands upright above it. */
const barPitch = 15;
const valueRoom = 46;

function figure(host, title, text) {
  const plot = html('div', { class: 'canvas' });
  document.getElementById(host).append(html('figure', {}, html('h3', {}, title), html('figcaption', {}, text), plot));
  return plot;
}

/** Groups of bars, a pixel for a unit so that all text has one size: places: [text], series: [{ name, color, values: one per place, null for none }]. */
function barPlot(host, { xTitle, yTitle, places, series, write, most }) {
  const values = series.flatMap(s => s.values).filter(v => v !== null && v !== undefined);
  if (values.length === 0) return host.replaceChildren(html('div', { class: 'none' }, 'Nothing was measured here.'));
  const high = most ?? (Math.max(...values) || 1);
  const step = stepOf(0, high, 5);
  const top = Math.ceil(high / step - 1e-9) * step;
  const box = { ...frame, width: Math.max(host.clientWidth, frame.left + frame.right + places.length * (series.length * barPitch + 14)), height: 320, top: valueRoom, bottom: 62 };
  const yAt = v => box.height - box.bottom - v / top * (box.height - box.top - box.bottom);
  const svg = element('svg', { viewBox: `0 0 ${box.width} ${box.height}`, width: box.width, height: box.height, class: 'plot', role: 'img', 'aria-label': `${yTitle} by ${xTitle}` });
  axes(svg, xTitle, yTitle, ticksOf(0, top, 5, step), yAt, box);
  const room = (box.width - box.left - box.right) / places.length;
  const width = Math.min(24, (room - 12) / series.length);
  places.forEach((place, i) => {
    const from = box.left + room * i + (room - width * series.length) / 2;
    place.split('\n').forEach((line, n) => svg.append(element('text', { x: box.left + room * (i + 0.5), y: box.height - box.bottom + 15 + 14 * n, 'text-anchor': 'middle', class: 'soft' }, line)));
    series.forEach((s, n) => {
      const value = s.values[i] ?? null;
      const [x, y] = [from + width * n, yAt(value ?? 0)];
      const bar = element('rect', { x, y, width: width - 1, height: Math.max(0.5, yAt(0) - y), fill: s.color, 'data-series': s.name, class: value === null ? 'no-bar' : 'bar' });
      // Above the bar, from below upwards.
      const [textX, textY] = [x + (width - 1) / 2 + 4, y - 4];
      const text = element('text', { x: textX, y: textY, transform: `rotate(-90 ${textX} ${textY})`, class: 'value' }, value === null ? 'none' : write(value));
      for (const part of [bar, text]) {
        part.addEventListener('pointermove', event => showTip(event, `${place.replaceAll('\n', ', ')}\n${s.name}: ${value === null ? 'no plan that was tried meets the demand' : write(value)}`));
        part.addEventListener('pointerleave', hideTip);
      }
      svg.append(bar, text);
    });
  });
  host.replaceChildren(svg);
}

const rate = value => value.toFixed(value >= 1000 ? 0 : value >= 100 ? 1 : 2);
const share = value => value.toFixed(3);
const whole = value => value.toFixed(0);

function seriesOf(list, value) {
  return methods.filter(m => list.some(c => c.results[m])).map(name => ({ name, color: colorOf[name], values: list.map(c => c.results[name] ? value(c.results[name]) : null) }));
}

/** A plot for each demand: their rates and prices have nothing in common. Returns what draws them. */
function perDemand(host, list, title, text, yTitle, value, write, most) {
  return distinct(list.map(c => c.demand)).map(demand => {
    const own = list.filter(c => c.demand === demand);
    const plot = figure(host, `${title}, demand ${demand}`, text);
    return () => barPlot(plot, { xTitle: 'SLO, cluster', yTitle, places: own.map(c => `${c.slo}\n${c.cluster}`), series: seriesOf(own, value), write, most });
  });
}

function addComparison() {
  const [goodput, cost] = ['goodput', 'cost'].map(objective => cells.filter(c => c.objective === objective));
  return [
    ...perDemand('comparison', goodput, 'Goodput on the same devices', 'Requests answered in time per second, simulated; more is better.', 'goodput, requests/s', r => r.simulated_goodput_rps, rate),
    ...perDemand('comparison', goodput, 'Attainment on the same devices', 'Share of all requests answered in time.', 'attainment', r => r.simulated_attainment, share, 1),
    ...perDemand('comparison', cost, 'Price of the same requests', 'Per hour, of the cheapest plan that answers 99 % in time when simulated; less is better.', 'price per hour', r => r.cost_per_h, rate),
    ...perDemand('comparison', cost, 'Devices of the cheapest plans', 'Less is better; devices of a mixed cluster have unlike prices.', 'devices', r => r.devices_used, whole),
  ];
}

function drawUtilisation() {
  const own = cells.filter(c => c.objective === chosen.objective);
  document.getElementById('utilisation').replaceChildren();
  document.getElementById('utilisation-of').textContent = ` of plans for ${chosen.objective}`;
  const draws = [
    ...perDemand('utilisation', own, 'Compute', 'Of the devices that the plan uses.', 'compute utilisation', r => r.compute_utilization, share, 1),
    ...perDemand('utilisation', own, 'Memory', 'Of the devices that the plan uses.', 'memory utilisation', r => r.memory_utilization, share, 1),
  ];
  for (const draw of draws) draw();
}

function addLegend() {
  for (const name of methods) {
    const swatch = html('span', { class: 'swatch', style: `background:${colorOf[name]}` });
    document.getElementById('legend').append(html('span', { class: 'key' }, swatch, name));
  }
}

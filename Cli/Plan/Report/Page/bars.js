const data = JSON.parse(document.getElementById('data').textContent);
const { plans, cells } = data;
const methods = [...new Set([...cells.flatMap(c => Object.keys(c.results)), ...plans.map(p => p.method)])];

/** Colours that keep their contrast on white and on black; ours has the ink's. */
const methodColors = { hybrid: 'var(--ink)', herd: '#e8710a', usher: '#2b7de0', exclusive: '#8a8f98', gpulet: '#0f9d6b', alpaserve: '#a855d6', parva: '#e0446e' };
const spareColors = ['#14a3b8', '#b8a014', '#7c6cf0', '#c2567a', '#5f8f2f'];
const colorOf = Object.fromEntries(methods.map((name, i) => [name, methodColors[name] ?? spareColors[i % spareColors.length]]));

function figure(host, title, text) {
  const plot = html('div', { class: 'canvas' });
  document.getElementById(host).append(html('figure', {}, html('h3', {}, title), html('figcaption', {}, text), plot));
  return plot;
}

/** Groups of bars: places: [text], series: [{ name, color, values: one per place, null for none }]. */
function barPlot(host, { xTitle, yTitle, places, series, digits, most }) {
  const values = series.flatMap(s => s.values).filter(v => v !== null && v !== undefined);
  if (values.length === 0) return host.replaceChildren(html('div', { class: 'none' }, 'Nothing was measured here.'));
  const high = most ?? (Math.max(...values) || 1);
  const step = stepOf(0, high, 5);
  const top = Math.ceil(high / step - 1e-9) * step;
  const box = { ...frame, width: Math.max(frame.width, 90 + places.length * Math.max(78, series.length * 9 + 22)), bottom: 62 };
  const yAt = v => box.height - box.bottom - v / top * (box.height - box.top - box.bottom);
  const svg = element('svg', { viewBox: `0 0 ${box.width} ${box.height}`, class: 'plot', role: 'img', 'aria-label': `${yTitle} by ${xTitle}` });
  axes(svg, xTitle, yTitle, ticksOf(0, top, 5, step), yAt, box);
  const room = (box.width - box.left - box.right) / places.length;
  const width = Math.min(24, (room - 12) / series.length);
  places.forEach((place, i) => {
    const from = box.left + room * i + (room - width * series.length) / 2;
    place.split('\n').forEach((line, n) => svg.append(element('text', { x: box.left + room * (i + 0.5), y: box.height - box.bottom + 15 + 12 * n, 'text-anchor': 'middle', class: 'soft' }, line)));
    series.forEach((s, n) => {
      const value = s.values[i];
      if (value === null || value === undefined) return;
      const bar = element('rect', { x: from + width * n, y: yAt(value), width: Math.max(1, width - 1), height: Math.max(0.5, yAt(0) - yAt(value)), fill: s.color, 'data-series': s.name });
      bar.addEventListener('pointermove', event => showTip(event, `${place.replaceAll('\n', ', ')}\n${s.name}: ${value.toFixed(digits)}`));
      bar.addEventListener('pointerleave', hideTip);
      svg.append(bar);
    });
  });
  host.replaceChildren(svg);
}

function seriesOf(list, value) {
  return methods.filter(m => list.some(c => c.results[m])).map(name => ({ name, color: colorOf[name], values: list.map(c => c.results[name] ? value(c.results[name]) : null) }));
}

function drawComparison() {
  const goodput = cells.filter(c => c.objective === 'goodput');
  const cost = cells.filter(c => c.objective === 'cost');
  const places = list => list.map(c => `${c.demand} ${c.slo}\n${c.cluster}`);
  if (goodput.length > 0) {
    barPlot(figure('comparison', 'Goodput on the same devices', 'Requests answered in time per second, simulated; more is better.'),
      { xTitle: 'demand, SLO, cluster', yTitle: 'goodput, requests/s', places: places(goodput), series: seriesOf(goodput, r => r.simulated_goodput_rps), digits: 1 });
    barPlot(figure('comparison', 'Attainment there', 'Share of all requests answered in time.'),
      { xTitle: 'demand, SLO, cluster', yTitle: 'attainment', places: places(goodput), series: seriesOf(goodput, r => r.simulated_attainment), digits: 4, most: 1 });
  }
  if (cost.length > 0) {
    barPlot(figure('comparison', 'Cost of the same demand', 'Price per hour of the cheapest plan that answers 99 % in time when simulated; less is better, no bar: none did.'),
      { xTitle: 'demand, SLO, cluster', yTitle: 'price per hour', places: places(cost), series: seriesOf(cost, r => r.cost_per_h), digits: 2 });
    barPlot(figure('comparison', 'Devices of those plans', 'Less is better; devices of a mixed cluster have unlike prices.'),
      { xTitle: 'demand, SLO, cluster', yTitle: 'devices', places: places(cost), series: seriesOf(cost, r => r.devices_used), digits: 0 });
  }
  const list = goodput.length > 0 ? goodput : cells;
  const shown = list.length > 0 ? list : [{ demand: 'this', slo: 'demand', cluster: '', results: Object.fromEntries(plans.map(p => [p.method, p])) }];
  barPlot(figure('utilisation', 'Compute', 'Of the devices that the plan uses.'), { xTitle: 'demand, SLO, cluster', yTitle: 'compute utilisation', places: places(shown), series: seriesOf(shown, r => r.compute_utilization), digits: 3, most: 1 });
  barPlot(figure('utilisation', 'Memory', 'Of the devices that the plan uses.'), { xTitle: 'demand, SLO, cluster', yTitle: 'memory utilisation', places: places(shown), series: seriesOf(shown, r => r.memory_utilization), digits: 3, most: 1 });
  for (const name of methods) {
    const swatch = html('span', { class: 'swatch', style: `background:${colorOf[name]}` });
    document.getElementById('legend').append(html('span', { class: 'key' }, swatch, name));
  }
}

drawComparison();
document.getElementById('about').append(html('code', {}, data.command));

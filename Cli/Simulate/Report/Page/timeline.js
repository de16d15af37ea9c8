const modelColors = ['#2b7de0', '#e8710a', '#0f9d6b', '#a855d6', '#e0446e', '#14a3b8'];

function drawLanes(host, name) {
  const { models, lanes, lanes_per_device: shares, from_ms: from, to_ms: to, policies: runs } = data.timeline;
  const run = runs[name];
  const [left, right, top, row, width] = [62, 24, 8, 46, 1160];
  const height = top + lanes * row + 46;
  const xAt = ms => left + (Math.min(Math.max(ms, from), to) - from) / (to - from) * (width - left - right);
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, class: 'plot', role: 'img', 'aria-label': `Lanes under ${name}` });
  for (const tick of ticksOf(from, to, 12)) {
    svg.append(element('line', { x1: xAt(tick), x2: xAt(tick), y1: top, y2: top + lanes * row, class: 'rule' }));
    svg.append(element('text', { x: xAt(tick), y: top + lanes * row + 17, 'text-anchor': 'middle', class: 'soft' }, String(tick)));
  }
  svg.append(element('text', { x: (left + width) / 2, y: height - 6, 'text-anchor': 'middle' }, 'time (ms)'));
  for (let lane = 0; lane < lanes; lane++)
    svg.append(element('text', { x: left - 8, y: top + lane * row + row / 2 + 4, 'text-anchor': 'end' }, shares > 1 ? `GPU ${Math.floor(lane / shares)}/${lane % shares}` : `GPU ${lane}`));
  for (const s of run.stretches) {
    const [x, y, wide] = [xAt(s.start_ms), top + s.lane * row + 5, Math.max(1, xAt(s.end_ms) - xAt(s.start_ms) - 0.8)];
    const color = modelColors[s.model % modelColors.length];
    const lost = s.end === 'stopped';
    const box = element('g', { class: 'stretch' },
      element('rect', { x, y, width: wide, height: row - 10, rx: 2, fill: color, 'fill-opacity': lost ? 0.25 : 0.85, stroke: lost ? '#d32f2f' : color, 'stroke-width': lost ? 2 : 0.5, 'stroke-dasharray': lost ? '4 2' : '' }));
    if (wide > 15) box.append(element('text', { x: x + wide / 2, y: y + (row - 10) / 2 + 4, 'text-anchor': 'middle', style: lost ? '' : 'fill:#fff' }, String(s.requests)));
    const edge = (at, text) => element('path', { d: text === 'resumed' ? `M${at},${y + 12}l6,6l-6,6z` : `M${at - 2.5},${y + 11}v14M${at - 6},${y + 11}v14`, fill: '#ffd43b', stroke: text === 'resumed' ? 'none' : '#ffd43b', 'stroke-width': 2.5 });
    if (s.end === 'suspended') box.append(edge(x + wide, 'suspended'));
    if (s.is_resumed) box.append(edge(x, 'resumed'));
    const outcome = s.end === 'finished' ? `finished: ${s.in_time} of ${s.requests} in time` : lost ? 'stopped: its work is lost' : 'suspended: goes on later';
    box.addEventListener('pointermove', event => showTip(event, [
      `GPU ${s.device}${shares > 1 ? `, lane ${s.device_lane}` : ''}: ${models[s.model]}, batch of ${s.requests}${s.is_resumed ? ', resumed' : ''}`, `${s.start_ms.toFixed(2)} to ${s.end_ms.toFixed(2)} ms (${(s.end_ms - s.start_ms).toFixed(2)} ms, predicted ${s.predicted_ms.toFixed(2)})`, outcome,
    ].join('\n')));
    box.addEventListener('pointerleave', hideTip);
    svg.append(box);
  }
  host.replaceChildren(svg);
}

function addTimelines() {
  const { models, policies: runs, cell } = data.timeline;
  const names = Object.keys(runs);
  const picked = distinct([names.includes('shepherd') ? 'shepherd' : names[0], names.includes('flex') ? 'flex' : names.at(-1)]);
  picked.forEach((start, i) => {
    const made = addFigure('timelines', `timeline-${i}`, 'One serving group', '', data.command);
    const select = html('select', {}, ...names.map(n => html('option', { value: n }, n)));
    const swatch = (color, text) => html('span', { class: 'key' }, element('svg', { viewBox: '0 0 26 12' }, element('rect', { width: 26, height: 12, rx: 2, fill: color })), text);
    made.figure.insertBefore(html('div', {}, html('label', {}, 'policy', select), ' ', ...models.map((m, k) => swatch(modelColors[k], m))), made.plot);
    const draw = () => {
      const run = runs[select.value];
      const count = end => run.stretches.filter(s => s.end === end).length;
      made.caption.textContent = `${cell}, a built-in workload whatever the grid was asked for: each box is a batch with its number of requests. Dashed red: stopped, its work lost (${count('stopped')} here). Yellow bars: suspended (${count('suspended')}); yellow arrow: resumed. ${run.dropped} requests were given up meanwhile. Move over a box for its times.`;
      drawLanes(made.plot, select.value);
    };
    select.value = start;
    select.addEventListener('change', draw);
    draw();
  });
}

addTimelines();

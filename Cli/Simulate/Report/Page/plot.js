const svgSpace = 'http://www.w3.org/2000/svg';
const tip = document.getElementById('tip');

function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function showTip(event, text) {
  tip.hidden = false;
  tip.textContent = text;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.min(event.clientX + 14, innerWidth - width - 6)}px`;
  tip.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - height - 6))}px`;
}

const hideTip = () => { tip.hidden = true; };

/** Round steps of 1, 2 or 5 times a power of ten, about as many as wanted. */
function stepOf(low, high, wanted) {
  const raw = (high - low) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * [1, 2, 5, 10].find(m => m * power >= raw * (1 - 1e-9));
}

function ticksOf(low, high, wanted, step = stepOf(low, high, wanted)) {
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(i * step);
  return ticks;
}

/** Digits that tell neighbouring ticks apart, thousands with a k. */
function label(value, step) {
  if (Math.abs(value) >= 10000) return `${+(value / 1000).toFixed(1)}k`;
  return value.toFixed(Math.max(0, Math.min(4, -Math.floor(Math.log10(step) + 1e-9))));
}

/** Shapes, so that series can be told apart without their colours. */
const shapes = {
  circle: r => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`,
  square: r => `M${-r},${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  diamond: r => `M0,${-1.3 * r}L${1.3 * r},0L0,${1.3 * r}L${-1.3 * r},0z`,
  up: r => `M0,${-1.2 * r}L${1.2 * r},${r}H${-1.2 * r}z`,
  down: r => `M0,${1.2 * r}L${1.2 * r},${-r}H${-1.2 * r}z`,
  cross: r => `M${-r},${-r}L${r},${r}M${-r},${r}L${r},${-r}`,
};

function mark(style, x, y, size = 3.6) {
  return element('path', { d: shapes[style.shape](size), transform: `translate(${x},${y})`, fill: style.shape === 'cross' ? 'none' : style.color, stroke: style.color, 'stroke-width': 1.8, class: 'mark' });
}

function key(style, name, tag = 'span') {
  const swatch = element('svg', { viewBox: '0 0 26 12' }, element('line', { x1: 0, x2: 26, y1: 6, y2: 6, stroke: style.color, 'stroke-width': style.width ?? 2, 'stroke-dasharray': style.dash ?? '' }));
  if (style.shape) swatch.append(mark(style, 13, 6));
  return html(tag, { class: 'key' }, swatch, name);
}

const ruler = document.createElement('canvas').getContext('2d');

/** Of a text in a plot, in its units. */
function widthOf(text) {
  ruler.font = '12px system-ui, sans-serif';
  return ruler.measureText(text).width;
}

const frame = { width: 560, height: 300, left: 58, right: 14, top: 10, bottom: 46 };

function axes(svg, xTitle, yTitle, yTicks, yAt, box = frame) {
  const step = yTicks.length > 1 ? yTicks[1] - yTicks[0] : 1;
  for (const tick of yTicks) {
    svg.append(element('line', { x1: box.left, x2: box.width - box.right, y1: yAt(tick), y2: yAt(tick), class: 'rule' }));
    svg.append(element('text', { x: box.left - 7, y: yAt(tick) + 4, 'text-anchor': 'end', class: 'soft' }, label(tick, step)));
  }
  svg.append(element('line', { x1: box.left, x2: box.width - box.right, y1: box.height - box.bottom, y2: box.height - box.bottom, class: 'axis' }));
  svg.append(element('text', { x: (box.left + box.width - box.right) / 2, y: box.height - 8, 'text-anchor': 'middle' }, xTitle));
  const middle = (box.top + box.height - box.bottom) / 2;
  svg.append(element('text', { x: 14, y: middle, 'text-anchor': 'middle', transform: `rotate(-90 14 ${middle})` }, yTitle));
}

/**
 * Lines over shared places on the x axis.
 * series: [{ name, style, values: one per place, null for none }]; places: [{ at: 0 to 1, text }]; none: what to say where there are no values.
 */
function linePlot(host, { xTitle, yTitle, places, series, most, least, digits, none }) {
  const values = series.flatMap(s => s.values).filter(v => v !== null && v !== undefined);
  if (values.length === 0) return host.replaceChildren(html('div', { class: 'none' }, none ?? 'No cell of the grid has this selection: choose another SLO, load or number of GPUs above.'));
  const highest = Math.max(...values, most ?? -Infinity);
  const lowest = Math.min(...values);
  const rough = least ?? Math.max(0, lowest - (highest - lowest || highest) * 0.08);
  const step = stepOf(rough, highest, 6);
  // Both ends are ticks, so that they can be read.
  const [low, high] = [Math.floor(rough / step + 1e-9) * step, Math.ceil(highest / step - 1e-9) * step];
  const ticks = ticksOf(low, high, 6, step);
  const span = high - low || 1;
  const xAt = i => frame.left + 16 + places[i].at * (frame.width - frame.left - frame.right - 32);
  const yAt = v => frame.height - frame.bottom - (v - low) / span * (frame.height - frame.top - frame.bottom);
  const svg = element('svg', { viewBox: `0 0 ${frame.width} ${frame.height}`, class: 'plot', role: 'img', 'aria-label': `${yTitle} against ${xTitle}` });
  axes(svg, xTitle, yTitle, ticks, yAt);
  if (low > 0) {
    const base = frame.height - frame.bottom;
    svg.append(element('path', { d: `M${frame.left - 5},${base - 5}l10,-4M${frame.left - 5},${base - 10}l10,-4`, class: 'axis broken' }));
    svg.append(element('text', { x: frame.left + 9, y: base - 6, class: 'soft' }, `axis begins at ${label(low, step)}, not 0`));
  }
  places.forEach((place, i) => svg.append(element('text', { x: xAt(i), y: frame.height - frame.bottom + 17, 'text-anchor': 'middle', class: 'soft' }, place.text)));
  for (const { style, values: own, name } of series) {
    const points = own.map((v, i) => [i, v]).filter(([, v]) => v !== null && v !== undefined);
    const path = points.map(([i, v], n) => `${n ? 'L' : 'M'}${xAt(i).toFixed(1)},${yAt(v).toFixed(1)}`).join('');
    if (path) svg.append(element('path', { d: path, fill: 'none', stroke: style.color, 'stroke-width': style.width ?? 2, 'stroke-dasharray': style.dash ?? '', 'stroke-linejoin': 'round', 'data-series': name, class: 'curve' }));
    if (style.shape) svg.append(...points.map(([i, v]) => mark(style, xAt(i), yAt(v))));
  }
  const cursor = element('line', { y1: frame.top, y2: frame.height - frame.bottom, class: 'axis', 'stroke-dasharray': '3 3', visibility: 'hidden' });
  svg.append(cursor);
  svg.addEventListener('pointermove', event => {
    const at = (event.clientX - svg.getBoundingClientRect().left) / svg.getBoundingClientRect().width * frame.width;
    const near = places.map((_, i) => i).reduce((a, b) => Math.abs(xAt(b) - at) < Math.abs(xAt(a) - at) ? b : a);
    cursor.setAttribute('visibility', 'visible');
    cursor.setAttribute('x1', xAt(near));
    cursor.setAttribute('x2', xAt(near));
    const rows = series.filter(s => s.values[near] !== null && s.values[near] !== undefined).sort((a, b) => b.values[near] - a.values[near]);
    showTip(event, [`${xTitle}: ${places[near].text}`, ...rows.map(s => `${s.values[near].toFixed(digits).padStart(9)}  ${s.name}`)].join('\n'));
  });
  svg.addEventListener('pointerleave', () => { hideTip(); cursor.setAttribute('visibility', 'hidden'); });
  host.replaceChildren(svg);
}

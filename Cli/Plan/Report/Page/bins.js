const groupHues = [212, 28, 152, 278, 338, 48, 188, 96, 308, 8];
const groupColor = group => `hsl(${groupHues[group % groupHues.length]} 55% ${38 + 12 * (Math.floor(group / groupHues.length) % 3)}%)`;
const swatchOf = group => html('span', { class: 'swatch', style: `background:${groupColor(group)}` });
const percent = share => `${(100 * share).toFixed(0)}\u00a0%`;
const letterOf = i => String.fromCharCode(97 + i % 26);
const countText = (count, one) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Models of a lane that are named beside its device; more stand with the group. */
const namesMax = 2;
const size = 120;
const letterPitch = 10;

function laneText(device, lane) {
  const models = lane.models.map(m => `${m.model}: batches up to ${m.batch}, ${m.duration_ms.toFixed(1)} ms`);
  return [`device ${device.device}, ${device.type}: group ${lane.group}`, `${lane.compute_percent.toFixed(1)} % of compute, ${lane.memory_mb.toFixed(0)} MB`, ...models].join('\n');
}

function addTip(part, text) {
  part.addEventListener('pointermove', event => showTip(event, text));
  part.addEventListener('pointerleave', hideTip);
  part.addEventListener('focus', () => { const { right, bottom } = part.getBoundingClientRect(); showTip({ clientX: right, clientY: bottom }, text); });
  part.addEventListener('blur', hideTip);
}

/** Places as near to those wanted as letters of one width allow, ascending. */
function spread(wanted, pitch, most) {
  const places = [];
  for (const at of wanted) places.push(Math.max(at, (places.at(-1) ?? -Infinity) + pitch));
  for (let i = places.length - 1, limit = most; i >= 0; i--, limit -= pitch) places[i] = Math.min(places[i], limit, (places[i + 1] ?? Infinity) - pitch);
  return places;
}

/** Lanes are the steps of a stair: their widths sum to the compute that is given away, their heights to the memory that is held. */
function drawBin(device) {
  const inner = size - 2;
  const lettered = device.lanes.length > 1;
  const height = size + (lettered ? 14 : 0);
  const svg = element('svg', { viewBox: `0 0 ${size} ${height}`, width: size, height, role: 'img', 'aria-label': `device ${device.device}` });
  svg.append(element('rect', { x: 0.5, y: 0.5, width: size - 1, height: size - 1, class: 'bin' }));
  let left = 1;
  let bottom = size - 1;
  const middles = [];
  for (const lane of device.lanes) {
    const width = lane.compute_percent / 100 * inner;
    const held = Math.max(2, Math.min(1, lane.memory_mb / device.memory_mb) * inner);
    const block = element('rect', { x: left, y: bottom - held, width: Math.max(1, width), height: held, fill: groupColor(lane.group), class: 'lane', tabindex: 0, 'aria-label': laneText(device, lane) });
    addTip(block, laneText(device, lane));
    svg.append(block);
    middles.push(left + width / 2);
    left += width;
    bottom -= held;
  }
  if (lettered) spread(middles, letterPitch, size - 4).forEach((x, i) => svg.append(element('text', { x, y: size + 11, 'text-anchor': 'middle' }, letterOf(i))));
  return svg;
}

function drawDevice(device) {
  const compute = device.lanes.reduce((sum, lane) => sum + lane.compute_percent, 0) / 100;
  const held = device.lanes.reduce((sum, lane) => sum + lane.memory_mb, 0) / device.memory_mb;
  const lanes = device.lanes.map((lane, i) => {
    const names = lane.models.length <= namesMax ? lane.models.map(m => m.model).join(', ') : `${lane.models.length} models`;
    const line = html('li', {}, swatchOf(lane.group), `${device.lanes.length > 1 ? `${letterOf(i)} ` : ''}${names} ${percent(lane.compute_percent / 100)}`);
    addTip(line, laneText(device, lane));
    return line;
  });
  return html('div', { class: 'device' }, html('b', {}, `${device.device} ${device.type}`), html('div', {}, `compute ${percent(compute)}`), html('div', {}, `memory ${percent(held)}`), drawBin(device), html('ul', {}, ...lanes));
}

/** Devices that share a lane's group, directly or through others, stand together. */
function clusters(plan) {
  const owner = plan.serving_groups.map((_, i) => i);
  const find = i => owner[i] === i ? i : (owner[i] = find(owner[i]));
  for (const device of plan.devices) for (const lane of device.lanes) owner[find(lane.group)] = find(device.lanes[0].group);
  const together = new Map();
  for (const device of plan.devices) {
    const key = find(device.lanes[0].group);
    if (!together.has(key)) together.set(key, []);
    together.get(key).push(device);
  }
  return [...together.values()];
}

function row(texts, tag = 'td') {
  return html('tr', {}, ...texts.map(c => html(tag, {}, String(c))));
}

/** Groups with all their models, and the devices that they have together. */
function drawCluster(devices) {
  const lanes = devices.flatMap(d => d.lanes);
  const groups = distinct(lanes.map(l => l.group)).sort((a, b) => a - b);
  const titles = groups.map(group => {
    const names = distinct(lanes.filter(l => l.group === group).flatMap(l => l.models.map(m => m.model))).sort();
    return html('div', { class: 'group-title' }, swatchOf(group), html('b', {}, `group ${group}`), html('span', {}, names.join(', ')));
  });
  return html('div', { class: 'group' }, ...titles, html('div', { class: 'devices' }, ...devices.map(drawDevice)));
}

const burstText = tolerance => tolerance === null ? 'unbounded' : tolerance ? tolerance.toFixed(2) : '–';

function drawPlan() {
  const { plan } = shownPlan;
  for (const host of ['plan-of', 'why-of']) document.getElementById(host).textContent = `: ${planText(shownPlan)}`;
  const figures = {
    'groups': plan.groups, 'devices used': plan.devices_used, 'price per hour': plan.cost_per_h.toFixed(2), 'minimum burst tolerance': burstText(plan.min_burst_tolerance),
    'demand': `${plan.demand_rps.toFixed(1)}/s`, 'predicted goodput': `${plan.predicted_goodput_rps.toFixed(1)}/s`,
    'simulated goodput': plan.simulated_goodput_rps === null ? '–' : `${plan.simulated_goodput_rps.toFixed(1)}/s`,
    'simulated attainment': plan.simulated_attainment === null ? '–' : plan.simulated_attainment.toFixed(4),
    'without a place': plan.unplaced.length === 0 ? 'none' : `${countText(plan.unplaced.length, 'stream')}, ${plan.unplaced.reduce((sum, u) => sum + u.rate_rps, 0).toFixed(1)}/s`,
  };
  document.getElementById('figures-text').replaceChildren(...Object.entries(figures).map(([name, value]) => html('div', {}, html('span', {}, name), html('b', {}, String(value)))));
  document.getElementById('bins').replaceChildren(...clusters(plan).map(drawCluster));
  const why = [...plan.unplaced.map(u => [`no place: ${u.stream}`, `${u.rate_rps}/s: ${u.reason}`]), ...plan.reasons.map(r => [r.subject, r.text])];
  document.getElementById('reasons').replaceChildren(html('table', {}, ...why.map(texts => row(texts))));
}

const comparison = addComparison();
const drawComparison = () => { for (const draw of comparison) draw(); };
addLegend();
drawComparison();
document.getElementById('about').append(html('code', {}, data.command));
if (plans.length > 0) {
  redraws.push(drawUtilisation, drawPlan);
  addChoices();
  choose({ ...Object.fromEntries(Object.keys(nameOf).map(name => [name, choices[name][0]])), ...fromAddress() });
}
let widthDrawn = innerWidth;
addEventListener('resize', () => {
  if (innerWidth === widthDrawn) return;
  widthDrawn = innerWidth;
  drawComparison();
  if (plans.length > 0) drawUtilisation();
});

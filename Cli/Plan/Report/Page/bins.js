const groupHues = [212, 28, 152, 278, 338, 48, 188, 96, 308, 8];
const groupColor = group => `hsl(${groupHues[group % groupHues.length]} 55% ${38 + 12 * (Math.floor(group / groupHues.length) % 3)}%)`;
const percent = share => `${(100 * share).toFixed(0)} %`;

function laneText(device, lane) {
  const models = lane.models.map(m => `${m.model}: batches up to ${m.batch}, ${m.duration_ms.toFixed(1)} ms`);
  return [`device ${device.device}, ${device.type}: group ${lane.group}`, `${lane.compute_percent.toFixed(1)} % of compute, ${lane.memory_mb.toFixed(0)} MB`, ...models.slice(0, 12), ...(models.length > 12 ? [`and ${models.length - 12} more`] : [])].join('\n');
}

/** Lanes stand side by side: their widths sum to the compute that is given away, their heights are the memory that each holds. */
function drawDevice(device) {
  const size = 84;
  const svg = element('svg', { viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': `device ${device.device}` });
  svg.append(element('rect', { x: 0.5, y: 0.5, width: size - 1, height: size - 1, class: 'bin' }));
  let left = 0;
  for (const lane of device.lanes) {
    const width = lane.compute_percent / 100 * (size - 2);
    const height = Math.max(2, Math.min(1, lane.memory_mb / device.memory_mb) * (size - 2));
    const block = element('rect', { x: 1 + left, y: size - 1 - height, width: Math.max(1, width), height, fill: groupColor(lane.group), class: 'lane', tabindex: 0, 'aria-label': laneText(device, lane) });
    block.addEventListener('pointermove', event => showTip(event, laneText(device, lane)));
    block.addEventListener('pointerleave', hideTip);
    svg.append(block);
    if (width > 26) svg.append(element('text', { x: 1 + left + width / 2, y: size - 5, 'text-anchor': 'middle', class: 'lane-name' }, lane.models.length === 1 ? lane.models[0].model.slice(0, Math.floor(width / 6)) : `${lane.models.length} models`));
    left += width;
  }
  const held = device.lanes.reduce((sum, lane) => sum + lane.memory_mb, 0) / device.memory_mb;
  return html('div', { class: 'device' }, svg, html('span', { title: device.type }, `${device.device} ${device.type}`), html('span', {}, `C ${percent(left / (size - 2))} M ${percent(held)}`));
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

function row(cells, tag = 'td') {
  return html('tr', {}, ...cells.map(c => html(tag, {}, String(c))));
}

function drawPlan(plan) {
  const text = document.getElementById('figures-text');
  const rows = [
    ['groups', plan.groups], ['devices used', plan.devices_used], ['cost per hour', plan.cost_per_h.toFixed(2)],
    ['minimum burst tolerance', plan.min_burst_tolerance ? plan.min_burst_tolerance.toFixed(2) : '–'],
    ['demand', `${plan.demand_rps.toFixed(1)}/s`], ['predicted goodput', `${plan.predicted_goodput_rps.toFixed(1)}/s`],
    ['simulated goodput', plan.simulated_goodput_rps === null ? '–' : `${plan.simulated_goodput_rps.toFixed(1)}/s`],
    ['simulated attainment', plan.simulated_attainment === null ? '–' : plan.simulated_attainment.toFixed(4)],
  ];
  text.replaceChildren(html('table', {}, ...rows.map(r => row(r))));
  const shown = clusters(plan).map(devices => {
    const groups = [...new Set(devices.flatMap(d => d.lanes.map(l => l.group)))];
    const title = html('h3', {}, html('span', { class: 'swatch', style: `background:${groupColor(groups[0])}` }), groups.length === 1 ? `group ${groups[0]}` : `groups ${groups.slice(0, 6).join(', ')}${groups.length > 6 ? ` and ${groups.length - 6} more` : ''}`);
    return html('div', { class: 'group' }, title, html('div', { class: 'devices' }, ...devices.map(drawDevice)));
  });
  document.getElementById('bins').replaceChildren(...shown);
  const why = [...plan.unplaced.map(u => [`no place: ${u.stream}`, `${u.rate_rps}/s: ${u.reason}`]), ...plan.reasons.map(r => [r.subject, r.text])];
  document.getElementById('reasons').replaceChildren(html('table', {}, ...why.slice(0, 400).map(r => row(r))));
}

if (plans.length > 0) {
  const select = html('select', { 'aria-label': 'plan shown below' }, ...plans.map((p, i) => html('option', { value: i }, `${p.method}, ${p.objective}`)));
  select.addEventListener('change', () => drawPlan(plans[select.value]));
  document.getElementById('controls').append(html('label', {}, 'plan shown below', select));
  drawPlan(plans[0]);
}

const data = JSON.parse(document.getElementById('data').textContent);
const { grid, ablation } = data;
const policies = Object.keys(grid.policies);
/** Ours last, so that no other line covers it. */
const shown = () => policies.filter(p => !hidden.has(p)).sort((a, b) => (a === 'shepherd') - (b === 'shepherd'));
const cellsText = count => `${count} cell${count === 1 ? '' : 's'}`;
const hidden = new Set();
const distinct = list => [...new Set(list)];
const family = cell => cell.workload.replace(/-cv[^-]*$/, '');
const sloFactor = slo => parseFloat(slo);

/** Colours that keep their contrast on white and on black; ours has the ink's. */
const known = {
  shepherd: { color: 'var(--ink)', shape: 'circle', width: 3 },
  flex: { color: '#e8710a', shape: 'square' },
  clockwork: { color: '#2b7de0', shape: 'diamond' },
  nexus: { color: '#0f9d6b', shape: 'up' },
  symphony: { color: '#a855d6', shape: 'down' },
  triton: { color: '#e0446e', shape: 'cross' },
  edf: { color: '#8a8f98', shape: 'diamond', dash: '6 3' },
  fifo: { color: '#a9814b', shape: 'square', dash: '2 3' },
};
const spare = ['#14a3b8', '#b8a014', '#7c6cf0', '#c2567a', '#5f8f2f', '#d98a5b'];
const shapeNames = Object.keys(shapes);
const styles = Object.fromEntries(policies.map((name, i) => [name, known[name] ?? { color: spare[i % spare.length], shape: shapeNames[i % shapeNames.length], dash: '8 3 2 3' }]));
const boundStyle = { color: 'var(--soft)', dash: '3 4', width: 1.5 };

const axesOf = {
  workload: distinct(grid.cells.map(c => c.workload)),
  slo: distinct(grid.cells.map(c => c.slo)),
  load: distinct(grid.cells.map(c => c.load)).sort((a, b) => a - b),
  gpus: distinct(grid.cells.map(c => c.gpus)).sort((a, b) => a - b),
};
const prefer = (list, wanted) => list.includes(wanted) ? wanted : list[Math.floor(list.length / 2)];
const chosen = { workload: prefer(axesOf.workload, 'five-cv1'), slo: axesOf.slo[0], load: prefer(axesOf.load, 0.9), gpus: prefer(axesOf.gpus, 4) };
const nameOf = { workload: 'workload', slo: 'SLO', load: 'load', gpus: 'GPUs' };
const fits = (cell, name) => cell[name] === chosen[name];

/** Not every selection has a cell: where the chosen one has none, what was chosen last stays, and the rest becomes the nearest cell's. */
function settle(last) {
  const wanted = { ...chosen };
  const near = cell => Object.keys(axesOf).filter(name => fits(cell, name)).length;
  const cells = grid.cells.filter(c => !last || fits(c, last));
  const best = cells.reduce((a, b) => near(b) > near(a) ? b : a);
  for (const name of Object.keys(axesOf)) chosen[name] = best[name];
  const moved = Object.keys(axesOf).filter(name => chosen[name] !== wanted[name]);
  document.getElementById('settled').textContent = last && moved.length > 0
    ? `The grid has no cell of ${nameOf[last]} ${chosen[last]} with the rest of what was chosen; nearest is ${moved.map(name => `${nameOf[name]} ${chosen[name]} (was ${wanted[name]})`).join(', ')}.`
    : '';
}

settle();
const gpusText = count => `${count} GPU${count === 1 ? '' : 's'}`;
const redraws = [];

function redraw() {
  for (const draw of redraws) draw();
}

function addFigure(host, id, title, text, command) {
  const caption = html('figcaption', {}, text);
  const plot = html('div', { class: 'canvas' });
  const figure = html('figure', { id }, html('h3', {}, title), caption, plot);
  if (command) figure.append(html('code', {}, command));
  document.getElementById(host).append(figure);
  return { figure, caption, plot };
}

/** The arrivals of a trace are as recorded: there is no CV to choose. */
function noCv() {
  const drawn = distinct(grid.cells.filter(c => c.cv !== null).map(c => c.workload));
  if (grid.cells.some(c => c.workload === chosen.workload && c.cv !== null)) return undefined;
  return `${chosen.workload} is recorded, and not drawn with a CV: ${drawn.length > 0 ? `choose another workload above, such as ${drawn[0]}` : 'run the grid with workloads that are drawn, such as --workloads five'}.`;
}

/** How the cells of a selection lie along one axis. */
const along = {
  load: { title: 'load (share of capacity)', matches: c => c.workload === chosen.workload && c.slo === chosen.slo && c.gpus === chosen.gpus, value: c => c.load, linear: true, fixed: () => `${chosen.workload}, SLO ${chosen.slo}, ${gpusText(chosen.gpus)}` },
  slo: { title: 'SLO (multiple of l(1), the time of a request alone)', matches: c => c.workload === chosen.workload && c.load === chosen.load && c.gpus === chosen.gpus, value: c => sloFactor(c.slo), text: v => `${v}x`, fixed: () => `${chosen.workload}, load ${chosen.load}, ${gpusText(chosen.gpus)}` },
  cv: { title: 'CV of the gaps between arrivals (1 is Poisson)', matches: c => c.cv !== null && family(c) === family(chosen) && c.slo === chosen.slo && c.load === chosen.load && c.gpus === chosen.gpus, value: c => c.cv, fixed: () => `${family(chosen)}, SLO ${chosen.slo}, load ${chosen.load}, ${gpusText(chosen.gpus)}`, none: noCv },
  gpus: { title: 'GPUs', matches: c => c.workload === chosen.workload && c.slo === chosen.slo && c.load === chosen.load, value: c => c.gpus, fixed: () => `${chosen.workload}, SLO ${chosen.slo}, load ${chosen.load}` },
};

function placesOf(axis, values) {
  const [low, high] = [values[0], values.at(-1)];
  return values.map((v, i) => ({ at: values.length === 1 ? 0.5 : axis.linear ? (v - low) / (high - low) : i / (values.length - 1), text: axis.text ? axis.text(v) : String(v) }));
}

function addCurves(axisName, metric) {
  const axis = along[axisName];
  const attains = metric === 'attainment';
  const perGpu = !attains && axisName === 'gpus';
  const explain = {
    load: attains ? 'How much is answered in time as more is asked for.' : 'A good policy stays at its height when more is asked for than can be done; a bad one falls.',
    slo: 'Longer deadlines leave room for larger batches.',
    cv: 'Bursts make queues that even an idle average cannot avoid.',
    gpus: 'A longer shared queue evens bursts out, up to 12 devices; beyond, the cluster is several groups that schedule themselves.',
  }[axisName];
  const made = addFigure('curves', `${metric}-${axisName}`, `${attains ? 'Attainment' : perGpu ? 'Goodput per GPU' : 'Goodput'} against ${axisName === 'gpus' || axisName === 'slo' || axisName === 'cv' ? axisName.toUpperCase().replace('GPUS', 'GPUs') : axisName}`, '', data.command);
  redraws.push(() => {
    made.caption.textContent = `${explain} ${axis.fixed()}.`;
    const cells = grid.cells.filter(axis.matches);
    const values = distinct(cells.map(axis.value)).sort((a, b) => a - b);
    const at = values.map(v => cells.find(c => axis.value(c) === v));
    const scale = c => perGpu ? c.gpus : 1;
    const series = shown().map(p => ({ name: p, style: styles[p], values: at.map(c => attains ? c.results[p].attainment : c.results[p].goodput_rps / scale(c)) }));
    series.unshift({ name: 'bound', style: boundStyle, values: at.map(c => attains ? c.bound_in_slo / c.requests : c.bound_in_slo / c.seconds / scale(c)) });
    linePlot(made.plot, { xTitle: axis.title, yTitle: attains ? 'attainment (share in SLO)' : perGpu ? 'goodput per GPU (requests/s)' : 'goodput (requests/s)', places: placesOf(axis, values), series, most: attains ? 1 : undefined, digits: attains ? 4 : 1, none: axis.none?.() });
  });
}

/** Rows of marks: one per policy and cell, or per policy and series. */
function rowPlot(host, { xTitle, rows, low, high, digits, pitch = 26 }) {
  const left = Math.max(150, ...rows.map(row => 24 + widthOf(row.name)));
  const box = { ...frame, left, width: 970 + left, height: 66 + rows.length * pitch };
  const xAt = v => box.left + (v - low) / (high - low || 1) * (box.width - box.left - box.right - 8);
  const svg = element('svg', { viewBox: `0 0 ${box.width} ${box.height}`, class: 'plot', role: 'img', 'aria-label': xTitle });
  const ticks = ticksOf(low, high, 8);
  for (const tick of ticks) {
    svg.append(element('line', { x1: xAt(tick), x2: xAt(tick), y1: box.top, y2: box.height - box.bottom, class: 'rule' }));
    svg.append(element('text', { x: xAt(tick), y: box.height - box.bottom + 17, 'text-anchor': 'middle', class: 'soft' }, label(tick, ticks[1] - ticks[0])));
  }
  svg.append(element('text', { x: (box.left + box.width) / 2, y: box.height - 8, 'text-anchor': 'middle' }, xTitle));
  rows.forEach((row, i) => {
    const y = box.top + 18 + i * pitch;
    svg.append(element('line', { x1: box.left, x2: box.width - box.right, y1: y, y2: y, class: 'rule' }));
    svg.append(element('text', { x: box.left - 12, y: y + 4, 'text-anchor': 'end' }, row.name));
    for (const point of row.points) {
      const made = mark(point.style, xAt(Math.max(low, point.value)), y + (point.shift ?? 0), point.size);
      if (point.faint) made.setAttribute('opacity', 0.35);
      made.addEventListener('pointermove', event => showTip(event, `${point.value.toFixed(digits)}  ${point.text}`));
      made.addEventListener('pointerleave', hideTip);
      svg.append(made);
    }
  });
  host.replaceChildren(svg);
}

function addPossible() {
  const share = addFigure('possible', 'share-of-bound', 'Share of the bound',
    'A mark for each cell of the grid whose load is at most 1, whatever is chosen above; the tall line is the geometric mean. Right is better, 1 is as much as any schedule could do.', data.command);
  redraws.push(() => {
    const cells = grid.cells.filter(c => c.load <= 1);
    if (cells.length === 0) return share.plot.replaceChildren(html('div', { class: 'none' }, 'No cell of this grid has a load of at most 1.'));
    const rows = policies.filter(p => !hidden.has(p)).map(p => ({
      name: p,
      points: cells.map((c, i) => ({ value: c.results[p].share_of_bound, style: { ...styles[p], shape: 'circle' }, size: 2.6, faint: true, shift: (i * 7 % 13) - 6, text: `${p}: ${c.workload}, SLO ${c.slo}, load ${c.load}, ${gpusText(c.gpus)}` }))
        .concat({ value: grid.summary[p].mean_share_of_bound, style: { color: styles[p].color, shape: 'bar' }, text: `${p}: geometric mean of ${cellsText(cells.length)}`, size: 11 }),
    }));
    const least = Math.min(...rows.flatMap(r => r.points.map(q => q.value)));
    rowPlot(share.plot, { xTitle: `requests in SLO ÷ the most that any schedule could have (share${least >= 0.1 ? `; the axis begins at ${Math.floor(least * 10) / 10}, not 0` : ''})`, rows, low: Math.floor(least * 10) / 10, high: 1, digits: 4 });
  });
  const largest = Object.keys(grid).find(name => name.startsWith('max_load_at_'));
  const percent = largest.slice('max_load_at_'.length);
  const loads = addFigure('possible', 'max-load', `Largest load at ${percent} % attainment`, '', data.command);
  redraws.push(() => {
    loads.caption.textContent = `How much can be promised: the load up to which ${percent} % of the requests are answered in time, by halving, to within ${data.load_tolerance}. SLO ${chosen.slo}, ${gpusText(chosen.gpus)}.`;
    const rows = Object.entries(grid[largest]).filter(([series]) => series.endsWith(`/${chosen.slo}/${chosen.gpus}`)).map(([series, found]) => ({
      name: series.split('/')[0],
      points: shown().map((p, i, all) => ({ value: found[p], style: styles[p], size: 4, shift: (i - (all.length - 1) / 2) * 3, text: p })),
    }));
    if (rows.length === 0) return loads.plot.replaceChildren(html('div', { class: 'none' }, 'No search was made for this selection: choose another SLO or number of GPUs above.'));
    rowPlot(loads.plot, { xTitle: 'load (share of capacity)', rows, pitch: 38, low: 0, high: Math.max(1, ...rows.flatMap(r => r.points.map(q => q.value))), digits: 2 });
  });
  document.getElementById('possible').classList.add('wide');
}
shapes.bar = r => `M-1,${-r}h2v${2 * r}h-2z`;

function addAblations() {
  const workloads = distinct(ablation.cells.map(c => c.workload));
  const loads = distinct(ablation.cells.map(c => c.load));
  const [first] = ablation.cells;
  const lambdas = Object.keys(ablation.policies).filter(p => p.startsWith('flex'));
  const ours = Object.keys(ablation.policies).filter(p => p.startsWith('shepherd'));
  const colors = { 'pair-cv1': { color: '#2b7de0', shape: 'circle' }, 'pair-cv4': { color: '#2b7de0', shape: 'square', dash: '6 3' }, 'five-cv1': { color: '#e8710a', shape: 'circle' }, 'five-cv4': { color: '#e8710a', shape: 'square', dash: '6 3' } };
  const where = `Of the built-in workloads pair and five, SLO ${first.slo}, ${gpusText(first.gpus)}, whatever the grid was asked for`;
  for (const load of loads) {
    const cells = workloads.map(w => ablation.cells.find(c => c.workload === w && c.load === load));
    const series = names => cells.map(c => ({ name: c.workload, style: colors[c.workload], values: names.map(p => c.results[p].attainment) }));
    const withLegend = made => made.figure.insertBefore(html('div', {}, ...cells.map(c => key(colors[c.workload], c.workload))), made.plot);
    const flex = addFigure('ablations', `ablation-flex-${load}`, `FLEX by its threshold λ, load ${load}`,
      `A new batch at least λ times as large stops the running one, whose work is lost. "none" never stops one. ${where}.`, data.command);
    withLegend(flex);
    linePlot(flex.plot, { xTitle: 'preemption threshold λ', yTitle: 'attainment (share in SLO)', most: 1, places: placesOf({}, lambdas.map(l => l.replace('flex ', '').replace('λ=', ''))), series: series(lambdas), digits: 4 });
    if (ours.length === 0) continue;
    const kinds = addFigure('ablations', `ablation-shepherd-${load}`, `Shepherd by kind of preemption, load ${load}`,
      `Not at all; stopped batches start over; or they are suspended and go on where they stopped, at the cost of running in segments. ${where}.`, data.command);
    withLegend(kinds);
    linePlot(kinds.plot, { xTitle: 'kind of preemption', yTitle: 'attainment (share in SLO)', most: 1, places: placesOf({}, ours.map(o => o.replace('shepherd ', ''))), series: series(ours), digits: 4 });
  }
}

function addSummary() {
  const number = v => html('td', { class: 'number' }, v === null ? '–' : Number.isInteger(v) ? String(v) : v.toFixed(4));
  const head = html('tr', {}, ...['policy', 'mean share of bound, load ≤ 1', 'worst ratio to the best other', 'in the cell', 'cells below 0.99', 'strictly best', 'best or equal'].map(t => html('th', {}, t)));
  const rows = Object.entries(grid.summary).map(([name, s]) => html('tr', {}, html('td', {}, key(styles[name], name)), number(s.mean_share_of_bound), number(s.worst_ratio), html('td', {}, s.worst_cell ?? '–'), number(s.cells_below_99), number(s.cells_strictly_best), number(s.cells_best)));
  document.getElementById('summary').append(html('table', {}, head, ...rows));
  document.getElementById('about').append(`${cellsText(grid.cells.length)}, seed ${grid.seed}, made by `, html('code', {}, data.command));
}

function addControls() {
  for (const [name, values] of Object.entries(axesOf)) {
    const select = html('select', { id: `choose-${name}` }, ...values.map(v => html('option', { value: v }, String(v))));
    select.value = chosen[name];
    select.addEventListener('change', () => { chosen[name] = values[select.selectedIndex]; settle(name); redraw(); });
    redraws.push(() => { select.value = chosen[name]; });
    document.getElementById('controls').append(html('label', {}, nameOf[name], select));
  }
  for (const name of policies) {
    const button = key(styles[name], name, 'button');
    button.addEventListener('click', () => { hidden.has(name) ? hidden.delete(name) : hidden.add(name); button.classList.toggle('off'); redraw(); });
    document.getElementById('legend').append(button);
  }
  document.getElementById('legend').append(key(boundStyle, 'bound'));
}

addSummary();
addControls();
for (const axis of ['load', 'slo', 'cv', 'gpus']) {
  addCurves(axis, 'attainment');
  addCurves(axis, 'goodput');
}
addPossible();
addAblations();
redraw();

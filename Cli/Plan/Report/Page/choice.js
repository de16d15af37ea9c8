const data = JSON.parse(document.getElementById('data').textContent);
const { cells } = data;
const distinct = list => [...new Set(list)];
const methods = distinct(cells.flatMap(c => Object.keys(c.results)));
const plans = data.plans.map(p => { const { objective, demand, slo, cluster } = cells[p.cell]; return { objective, demand, slo, cluster, method: p.method, plan: p.plan }; });

/** What is drawn below is of one demand, SLO, cluster, objective and planner; the address keeps them. */
const nameOf = { method: 'planner', objective: 'planned for', demand: 'demand', slo: 'SLO', cluster: 'cluster' };
const choices = Object.fromEntries(Object.keys(nameOf).map(name => [name, distinct(plans.map(p => p[name]))]));
const chosen = {};
const redraws = [];
let shownPlan = null;

/** Not every choice has a plan: where there is none, what was chosen last stays, and the rest becomes the nearest plan's. */
function settle(wanted, last) {
  const near = p => Object.keys(nameOf).filter(name => p[name] === wanted[name]).length;
  const among = plans.filter(p => !last || p[last] === wanted[last]);
  if (among.length === 0) return;
  shownPlan = among.reduce((a, b) => near(b) > near(a) ? b : a);
  for (const name of Object.keys(nameOf)) chosen[name] = shownPlan[name];
  const moved = last ? Object.keys(nameOf).filter(name => chosen[name] !== wanted[name]) : [];
  document.getElementById('settled').textContent = moved.length > 0
    ? `There is no plan of ${nameOf[last]} ${chosen[last]} with the rest of what was chosen: none was made, or none met the demand. Shown is ${moved.map(name => `${nameOf[name]} ${chosen[name]} (was ${wanted[name]})`).join(', ')}.`
    : '';
}

const planText = p => `${p.method} for ${p.objective} on demand ${p.demand}, SLO ${p.slo}, cluster ${p.cluster}`;

function choose(wanted, last) {
  settle(wanted, last);
  for (const select of document.querySelectorAll('#controls select')) select.value = chosen[select.name];
  for (const draw of redraws) draw();
}

const fromAddress = () => ({ ...chosen, ...Object.fromEntries([...new URLSearchParams(location.hash.slice(1))].filter(([name, value]) => choices[name]?.includes(value))) });

function addChoices() {
  for (const name of Object.keys(nameOf)) {
    const select = html('select', { name }, ...choices[name].map(value => html('option', { value }, value)));
    select.addEventListener('change', () => {
      choose({ ...chosen, [name]: select.value }, name);
      location.replace(`#${new URLSearchParams(chosen)}`);
    });
    document.getElementById('controls').append(html('label', {}, nameOf[name], select));
  }
  addEventListener('hashchange', () => {
    const wanted = fromAddress();
    if (Object.keys(nameOf).some(name => wanted[name] !== chosen[name])) choose(wanted);
  });
}

const form = /** @type {HTMLFormElement} */ (document.getElementById('login'));
const problem = /** @type {HTMLElement} */ (document.getElementById('problem'));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

/** Where a page sent the person here from: a place of this station only, which one slash begins. */
function next() {
  const to = new URLSearchParams(location.search).get('to') ?? '';
  return /^\/flash(\?|$)/.test(to) ? to : '/';
}

form.addEventListener('submit', async event => {
  event.preventDefault();
  const response = await fetch('/api/v1/login', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({name: field('name').value, password: field('password').value}),
  }).catch(() => null);
  if (response?.ok) {
    location.assign(next());
    return;
  }
  problem.textContent = response ? (await response.json()).detail : 'The station did not answer: try again.';
  field('password').select();
});

/** A browser does not show a session to a link of another site; this page's own question shows whether there is one. */
if (next() !== '/') {
  void fetch('/api/v1/state').then(response => response.ok && location.replace(next())).catch(() => undefined);
}

const form = /** @type {HTMLFormElement} */ (document.getElementById('login'));
const problem = /** @type {HTMLElement} */ (document.getElementById('problem'));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

form.addEventListener('submit', async event => {
  event.preventDefault();
  const response = await fetch('/api/v1/login', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({name: field('name').value, password: field('password').value}),
  }).catch(() => null);
  if (response?.ok) {
    location.assign('/');
    return;
  }
  problem.textContent = response ? (await response.json()).detail : 'The station did not answer: try again.';
  field('password').select();
});

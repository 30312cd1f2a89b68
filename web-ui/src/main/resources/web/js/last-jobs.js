import {html, nothing} from 'lit';
import {words} from './words.js';

/** What the ledger knows of a slot. @param {any[]|undefined} jobs newest first @param {(job: string) => void} show one's console */
export function lastJobs(jobs, show) {
  return !jobs?.length ? nothing : html`<table class="last-jobs"><tbody>
    <tr><th colspan="5" scope="rowgroup">${words.panel.lastJobs}</th></tr>
    ${jobs.map(job => html`<tr class=${job.verdict === 'PASSED' ? '' : 'bad'}>
      <td>${job.serial}</td><td>${job.verdict}</td><td>${job.failure ? words.failures[job.failure] ?? job.failure : ''}</td>
      <td class="number">${new Date(job.endedAt).toLocaleString()}</td>
      <td>${job.console ? html`<button class="said" @click=${() => show(job.job)}>${words.panel.showConsole}</button>` : ''}</td></tr>`)}</tbody></table>`;
}

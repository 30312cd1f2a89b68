import {html, nothing} from 'lit';
import {words} from './words.js';

/** What the ledger knows of a slot. @param {any[]|undefined} jobs newest first */
export function lastJobs(jobs) {
  return !jobs?.length ? nothing : html`<table class="last-jobs"><tbody>
    <tr><th colspan="4" scope="rowgroup">${words.panel.lastJobs}</th></tr>
    ${jobs.map(job => html`<tr class=${job.verdict === 'PASSED' ? '' : 'bad'}>
      <td>${job.serial}</td><td>${job.verdict}</td><td>${job.failure ? words.failures[job.failure] ?? job.failure : ''}</td>
      <td class="number">${new Date(job.endedAt).toLocaleString()}</td></tr>`)}</tbody></table>`;
}

import {LitElement, html, nothing, svg} from 'lit';
import {post} from './scan-queue.js';
import {bytes, clock} from './tile-view.js';
import {words} from './words.js';

/** Which commands a state allows. @type {Record<string, string[]>} */
const COMMANDS = {
  running: ['abort', 'quarantine'],
  retrying: ['abort', 'quarantine'],
  quarantined: ['release', 'disable'],
  disabled: ['release'],
};
const OTHERWISE = ['quarantine', 'disable'];
const NEEDS_REASON = ['quarantine', 'disable'];

/** Everything about one slot, over the line; it says "closed" when it goes. */
class SlotPanel extends LitElement {
  static properties = {
    slotPlace: {attribute: false},
    port: {attribute: false},
    detail: {state: true},
    asked: {state: true},
    problem: {state: true},
  };

  createRenderRoot() {
    return this;
  }

  get dialog() {
    return /** @type {HTMLDialogElement|null} */ (this.querySelector('dialog'));
  }

  /** @param {any} place */
  open(place) {
    this.slotPlace = place;
    this.detail = null;
    this.asked = '';
    this.problem = '';
    void this.updateComplete.then(() => this.dialog?.showModal());
  }

  close() {
    this.dialog?.close();
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (this.slotPlace && (changed.has('port') || changed.has('slotPlace'))) {
      void this.#load();
    }
    if (changed.has('asked') && this.asked) {
      /** @type {HTMLElement|null} */ (this.querySelector('.no'))?.focus();
    }
  }

  async #load() {
    const path = `/api/v1/ports/${encodeURIComponent(this.slotPlace.port)}`;
    const response = await fetch(path).catch(() => null);
    if (response?.ok) {
      this.detail = await response.json();
    }
  }

  render() {
    if (!this.slotPlace) {
      return nothing;
    }
    return html`<dialog class="panel" aria-labelledby="panel-title" @close=${this.#closed} @keydown=${this.#key}>
      <h2 id="panel-title">${words.panel.slot(this.slotPlace.slot)}
        <span>${this.port ? words.states[this.port.state] ?? this.port.state : words.unknown}</span></h2>
      ${this.#failure()} ${this.#facts()} ${this.#timeline()} ${this.#buttons()}
    </dialog>`;
  }

  #failure() {
    const failure = this.port?.failure;
    return failure ? html`<div class="remedy"><b>${failure.remedy}</b>
      <p><code>${failure.code}</code> ${failure.message}</p></div>` : nothing;
  }

  #facts() {
    const port = this.port ?? {};
    const job = this.detail?.timeline.job;
    const board = port.board ? [port.board.chip, port.board.mode, port.board.id].filter(Boolean).join(' · ') : '';
    const rows = [
      [words.panel.port, this.slotPlace.port],
      [words.panel.board, board],
      [words.panel.serial, port.serial ?? port.reserved],
      [words.panel.recipe, job && port.job === job.job ? job.recipe : (port.recipes ?? []).join(', ')],
      [words.panel.operator, job && port.job === job.job && job.operator !== '-' ? job.operator : ''],
      [words.panel.record, port.ledgerSeq],
      [words.panel.reason, port.reason],
    ].filter(([, value]) => value !== undefined && value !== '' && value !== null);
    return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  }

  #timeline() {
    const entries = this.detail?.timeline.entries ?? [];
    if (entries.length === 0) {
      return html`<p class="none">${this.detail && !this.detail.timeline.job ? words.panel.noJob : ''}</p>`;
    }
    const longest = Math.max(0.001, ...entries.map((/** @type {any} */ e) => (e.kind === 'step' ? e.seconds : 0)));
    return html`<table><tbody>${entries.map((/** @type {any} */ e) => this.#row(e, longest))}</tbody></table>`;
  }

  /** @param {any} e @param {number} longest */
  #row(e, longest) {
    if (e.kind === 'step') {
      return html`<tr class=${e.ok ? '' : 'bad'}><td>${words.panel.attempt(e.attempt)}</td><td>${e.step}</td>
        <td class="span"><svg aria-hidden="true">${svg`<rect width="${(100 * e.seconds) / longest}%" height="100%" rx="2"></rect>`}</svg></td>
        <td>${e.seconds.toFixed(e.seconds < 10 ? 2 : 1)} s</td><td>${e.bytes > 0 ? bytes(e.bytes) : ''}</td></tr>`;
    }
    if (e.kind === 'attempt-failed') {
      return html`<tr class="bad"><td>${words.panel.attempt(e.attempt)}</td>
        <td colspan="4"><b>${words.failures[e.failure.code] ?? e.failure.code}</b> ${e.failure.message}</td></tr>`;
    }
    return html`<tr class="end"><td colspan="5"><b>${words.panel.ended(e.verdict, clock(e.seconds))}</b>
      ${e.verdict === 'PASSED' ? words.panel.verifiedBy(e.verified) : ''}</td></tr>`;
  }

  #buttons() {
    const commands = COMMANDS[this.port?.state] ?? OTHERWISE;
    const problem = this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing;
    if (this.asked) {
      return html`${problem}<div class="sure" role="group">
        <p>${words.panel.sure[this.asked]}</p>
        ${NEEDS_REASON.includes(this.asked) ? html`<label>${words.panel.reason}
          <select>${words.panel.reasons.map(reason => html`<option>${reason}</option>`)}</select></label>` : nothing}
        <button class="no" @click=${() => (this.asked = '')}>${words.panel.no}</button>
        <button class="yes" @click=${this.#command}>${words.panel.yes}</button></div>`;
    }
    return html`${problem}<div class="buttons">
      <button class="close" @click=${() => this.close()}>${words.panel.close}</button>
      ${commands.map(command => html`<button data-command=${command} ?disabled=${!this.port}
        @click=${() => (this.asked = command)}>${words.panel[command]}</button>`)}</div>`;
  }

  async #command() {
    const reason = this.querySelector('select')?.value ?? '';
    const path = `/api/v1/ports/${encodeURIComponent(this.slotPlace.port)}/command`;
    const answer = await post(path, {command: this.asked, reason}).catch(() => null);
    this.asked = '';
    this.problem = answer === null ? words.panel.failed : answer.outcome === 'refused' ? answer.message : '';
    if (!this.problem) {
      this.close();
    }
  }

  /** A scan never gets lost in here: its first character closes the panel and goes to the scan field. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.close();
      this.dispatchEvent(new Event('typed'));
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      const all = [...this.querySelectorAll('button:not(:disabled)')];
      const next = all.indexOf(/** @type {Element} */ (document.activeElement)) + (event.key === 'ArrowRight' ? 1 : -1);
      /** @type {HTMLElement} */ (all[(next + all.length) % all.length])?.focus();
    } else if (event.key === 'Escape' && this.asked) {
      event.preventDefault();
      this.asked = '';
    }
  }

  #closed() {
    this.asked = '';
    this.dispatchEvent(new Event('closed'));
  }
}

customElements.define('gw-slot-panel', SlotPanel);

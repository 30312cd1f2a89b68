import {LitElement, html, nothing, svg} from 'lit';
import {give} from './answer.js';
import {lastJobs} from './last-jobs.js';
import {post} from './scan-queue.js';
import {bytes, clock} from './tile-view.js';
import './console-log.js';
import './virtual-board.js';
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

/** What can be done about the power; nothing while a job runs. @type {Record<string, string[]>} */
const POWER = {
  unknown: ['power-cycle', 'power-off', 'power-on'],
  on: ['power-cycle', 'power-off'],
  'came-back': ['power-cycle', 'power-off'],
  off: ['power-on'],
  'still-answers': ['power-on'],
};
const BUSY = ['running', 'retrying'];

/** Power that comes back is no harm, so nobody asks. */
const UNASKED = ['power-on'];

/** How far a key moves the panel's content, in pixels. @type {Record<string, number>} */
const SCROLL = {ArrowUp: -80, ArrowDown: 80, PageUp: -400, PageDown: 400};

/** Steps end between the changes of a port's state. */
const REFRESH = 1000;

/** Everything about one slot, over the line; it says "closed" when it goes. */
class SlotPanel extends LitElement {
  static properties = {
    slotPlace: {attribute: false},
    port: {attribute: false},
    power: {attribute: false},
    detail: {state: true},
    asked: {state: true},
    problem: {state: true},
    sending: {state: true},
    console: {state: true},
  };

  #timer = 0;
  /** @type {any} */ askedPower = null;

  /** A field would hide the accessor of the property. */
  constructor() {
    super();
    /** The command that is under way. */
    this.sending = '';
    /** The job whose console is shown; '' = the one that runs, or ran last. */
    this.console = '';
  }

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
    this.sending = '';
    this.console = '';
    this.askedPower = null;
    void this.#askPower(place.port);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#load(), REFRESH);
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

  /** What is known may be old: another program may have switched. @param {string} port */
  async #askPower(port) {
    const response = await fetch(`/api/v1/ports/${encodeURIComponent(port)}/power`).catch(() => null);
    const power = response?.ok ? await response.json() : null;
    if (power && this.slotPlace.port === port) {
      this.askedPower = power;
      this.requestUpdate();
    }
  }

  /** The newest of what was asked and what was told. */
  get #powerNow() {
    const told = this.power;
    const asked = this.askedPower;
    return (told && asked ? (told.since >= asked.since ? told : asked) : told ?? asked)?.power;
  }

  render() {
    if (!this.slotPlace) {
      return nothing;
    }
    return html`<dialog class="panel" aria-labelledby="panel-title" @close=${this.#closed} @keydown=${this.#key}>
      <h2 id="panel-title">${words.panel.slot(this.slotPlace.slot)}
        <span>${this.port ? words.states[this.port.state] ?? this.port.state : words.unknown}</span></h2>
      ${this.#question()} ${this.#failure()}
      <div class="body" tabindex="0" role="region" aria-labelledby="panel-title">${this.#facts()} ${this.#timeline()} ${this.#said()}
        ${lastJobs(this.detail?.lastJobs, job => (this.console = job))}</div>
      ${this.#buttons()}
    </dialog>`;
  }

  #question() {
    const question = this.port?.question;
    return question ? html`<section class="question" aria-label=${words.panel.question}><p>${question.text}</p>
      <div class="answers">${question.answers.map((/** @type {string} */ answer) => html`<button class="answer" data-answer=${answer}
        ?disabled=${this.sending !== ''} @click=${() => this.#answer(answer)}>${answer}</button>`)}</div></section>` : nothing;
  }

  /** @param {string} answer */
  async #answer(answer) {
    this.problem = '';
    this.sending = answer;
    const told = await give(this.port, answer);
    this.sending = '';
    if (told.outcome === 'refused') {
      this.problem = told.message;
    } else {
      this.close();
    }
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
      [words.panel.power, this.sending.startsWith('power-') ? words.panel.switching : words.panel.powers[this.#powerNow] ?? ''],
      [words.panel.serial, port.serial ?? port.reserved],
      [words.panel.recipe, job && port.job === job.job ? job.recipe : (port.recipes ?? []).join(', ')],
      [words.panel.operator, job && port.job === job.job && job.operator !== '-' ? job.operator : ''],
      [words.panel.engineer, port.engineer === '-' ? words.shellOfSomebody : port.engineer],
      [words.panel.record, port.ledgerSeq],
      [words.panel.reason, port.reason],
      [words.panel.prompt, port.prompt],
    ].filter(([, value]) => value !== undefined && value !== '' && value !== null);
    return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  }

  /** What a board with a console says in the job that runs or ran last, or said in one of the last jobs. */
  #said() {
    const now = this.port?.job ?? this.detail?.timeline.job?.job ?? '';
    const job = this.console || now;
    return html`<gw-console-log .job=${job} .running=${job === now && BUSY.includes(this.port?.state)}></gw-console-log>`;
  }

  #timeline() {
    const entries = this.detail?.timeline.entries ?? [];
    const job = this.detail?.timeline.job;
    if (!job) {
      return html`<p class="none">${this.detail ? words.panel.noJob : ''}</p>`;
    }
    const longest = Math.max(0.001, ...entries.map((/** @type {any} */ e) => (e.kind === 'step' ? e.seconds : 0)));
    const end = entries.find((/** @type {any} */ e) => e.kind === 'ended');
    const attempts = [...new Set(entries.map((/** @type {any} */ e) => e.attempt).filter(Boolean))];
    const now = this.port?.state === 'running' && this.port.job === job.job ? this.port : null;
    if (now && !attempts.includes(now.attempt)) {
      attempts.push(now.attempt);
    }
    // The newest try first: it is the one that a person asks about.
    return html`<table><tbody>${end ? html`<tr class="end"><td colspan="4"><b>${words.panel.ended(end.verdict, clock(end.seconds))}</b>
        ${end.verdict === 'PASSED' ? words.panel.verifiedBy(end.verified) : ''}
        <ul class="proofs">${(end.proved ?? []).map((/** @type {{image: string, how: string | null}} */ proof) =>
          html`<li>${words.panel.proved(proof.image, proof.how)}</li>`)}</ul></td></tr>` : nothing}
      ${attempts.reverse().map(attempt => this.#attempt(attempt, entries, now, longest))}</tbody></table>`;
  }

  /** @param {number} attempt @param {any[]} entries @param {any} now the running port @param {number} longest */
  #attempt(attempt, entries, now, longest) {
    const mine = entries.filter(e => e.attempt === attempt);
    const failed = mine.find(e => e.kind === 'attempt-failed');
    return html`<tr class="attempt"><th colspan="4" scope="rowgroup">${words.panel.attempt(attempt)}
        ${failed ? html`<span class="why"><b>${words.failures[failed.failure.code] ?? failed.failure.code}</b> ${failed.failure.message}</span>` : nothing}</th></tr>
      ${mine.filter(e => e.kind === 'step').map(e => step(e, longest))}
      ${now?.attempt === attempt ? html`<tr class="now"><td>${now.step}</td><td colspan="3">${words.panel.runningStep(now.stepNumber, now.stepCount)}</td></tr>` : nothing}`;
  }

  #buttons() {
    const power = BUSY.includes(this.port?.state) ? [] : POWER[this.#powerNow] ?? [];
    const commands = [...(COMMANDS[this.port?.state] ?? OTHERWISE), ...power];
    const problem = this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing;
    if (this.asked) {
      return html`${problem}<div class="sure" role="group">
        <p>${words.panel.sure[this.asked]}</p>
        ${NEEDS_REASON.includes(this.asked) ? html`<label>${words.panel.reason}
          <select>${words.panel.reasons.map(reason => html`<option>${reason}</option>`)}</select></label>` : nothing}
        <button class="no" @click=${() => (this.asked = '')}>${words.panel.no}</button>
        <button class="yes" @click=${() => this.#command(this.asked)}>${words.panel.yes}</button></div>`;
    }
    return html`${problem}<div class="buttons">
      <button class="close" autofocus @click=${() => this.close()}>${words.panel.close}</button>
      ${commands.map(command => html`<button data-command=${command} ?disabled=${!this.port || this.sending !== ''}
        @click=${() => this.#choose(command)}>${words.panel[command]}</button>`)}
      <a class="shell" href="/shell?port=${encodeURIComponent(this.slotPlace.port)}&slot=${encodeURIComponent(this.slotPlace.slot)}">${words.panel.shell}</a>
      <gw-virtual-board .port=${this.slotPlace.port} .state=${this.port?.state}></gw-virtual-board></div>`;
  }

  /** @param {string} command */
  #choose(command) {
    if (UNASKED.includes(command)) {
      void this.#command(command);
    } else {
      this.asked = command;
    }
  }

  /** @param {string} command */
  async #command(command) {
    const reason = this.querySelector('select')?.value ?? '';
    const path = `/api/v1/ports/${encodeURIComponent(this.slotPlace.port)}/command`;
    const isPower = command.startsWith('power-');
    this.asked = '';
    this.problem = '';
    this.sending = command;
    const answer = await post(path, {command, reason}).catch(() => null);
    this.sending = '';
    this.problem = answer === null ? words.panel.failed : answer.outcome === 'refused' ? answer.message : '';
    if (isPower) {
      // What came of it is told here, so the panel stays.
      this.askedPower = answer?.power ? answer : this.askedPower;
      await this.updateComplete;
      /** @type {HTMLElement|null} */ (this.querySelector('.close'))?.focus();
    } else if (!this.problem) {
      this.close();
    }
  }

  /** A scan never gets lost in here: its first character closes the panel and goes to the scan field. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.close();
      this.dispatchEvent(new Event('typed'));
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      // Who is asked something means the answers.
      const all = [...this.querySelectorAll(this.port?.question ? '.answer' : 'button:not(:disabled)')];
      const right = event.key === 'ArrowRight';
      const at = all.indexOf(/** @type {Element} */ (document.activeElement));
      const next = at >= 0 ? at + (right ? 1 : -1) : right ? 0 : -1;
      /** @type {HTMLElement} */ (all[(next + all.length) % all.length])?.focus();
    } else if (SCROLL[event.key]) {
      event.preventDefault();
      this.querySelector('.body')?.scrollBy({top: SCROLL[event.key]});
    } else if (event.key === 'Escape' && this.asked) {
      event.preventDefault();
      this.asked = '';
    }
  }

  #closed() {
    clearInterval(this.#timer);
    this.asked = '';
    this.dispatchEvent(new Event('closed'));
  }
}

/** @param {any} e a finished step @param {number} longest seconds of the longest one */
function step(e, longest) {
  return html`<tr class=${e.ok ? '' : 'bad'}><td>${e.step}</td>
    <td class="span"><svg aria-hidden="true">${svg`<rect width="${(100 * e.seconds) / longest}%" height="100%" rx="2"></rect>`}</svg></td>
    <td class="number">${e.seconds.toFixed(e.seconds < 10 ? 2 : 1)} s</td><td class="number">${e.bytes > 0 ? bytes(e.bytes) : ''}</td></tr>`;
}

customElements.define('gw-slot-panel', SlotPanel);

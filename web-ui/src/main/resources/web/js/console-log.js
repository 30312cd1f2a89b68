import {LitElement, html, nothing} from 'lit';
import {words} from './words.js';

/** How often a console that talks is asked what is new, ms: as often as a person can read. */
const REFRESH = 500;

/** Between two tries nobody talks, ms. */
const PAUSED = 2000;

/** So many lines are shown; all of them are in the file. */
const MOST_LINES = 2000;

/** What a board says on its console, in the panel of a slot: while its job runs, and afterwards. */
class ConsoleLog extends LitElement {
  static properties = {
    /** Whose console. */
    job: {attribute: false},
    /** Whether it may go on. */
    running: {attribute: false},
    lines: {state: true},
    attempt: {state: true},
  };

  #timer = 0;
  #next = 0;

  /** Fields would hide the accessors of the properties. */
  constructor() {
    super();
    /** @type {string[]} */ this.lines = [];
    this.attempt = 0;
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('job')) {
      this.#begin();
    } else if (changed.has('running') && this.job) {
      clearTimeout(this.#timer);
      void this.#ask(this.job);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    const text = this.querySelector('pre');
    if (changed.has('lines') && text) {
      text.scrollTop = text.scrollHeight;
    }
  }

  #begin() {
    clearTimeout(this.#timer);
    this.lines = [];
    this.attempt = 0;
    this.#next = 0;
    if (this.job) {
      void this.#ask(this.job);
    }
  }

  /** @param {string} job */
  async #ask(job) {
    const response = await fetch(`/api/v1/jobs/${job}/console?after=${this.#next}`).catch(() => null);
    const answer = response?.ok ? await response.json() : null;
    if (job !== this.job || !this.isConnected) {
      return;
    }
    if (answer) {
      this.#take(answer);
    }
    clearTimeout(this.#timer);
    if (this.running) {
      this.#timer = setTimeout(() => this.#ask(job), answer?.live ? REFRESH : PAUSED);
    }
  }

  /** @param {any} answer */
  #take(answer) {
    if (answer.live && answer.attempt !== this.attempt && this.#next > 0) {
      // The next try: what was said in it so far comes with the next answer.
      this.attempt = answer.attempt;
      this.lines = [];
      this.#next = 0;
      return;
    }
    const fresh = answer.text === '' ? [] : answer.text.trimEnd().split('\n');
    // What is kept of a try that is over is all of it, not what is new.
    const anew = !answer.live || this.#next === 0;
    if (fresh.length > 0 || anew) {
      this.lines = (anew ? fresh : [...this.lines, ...fresh]).slice(-MOST_LINES);
    }
    this.attempt = answer.attempt;
    this.#next = answer.next;
  }

  render() {
    if (!this.job || this.lines.length === 0) {
      return nothing;
    }
    return html`<section class="console" aria-label=${words.panel.console}>
      <h3>${words.panel.consoleOf(this.attempt)}
        ${this.attempt > 0 ? html`<a href="/api/v1/jobs/${this.job}/console.log" download="${this.job}.log">${words.panel.consoleFile}</a>` : nothing}</h3>
      <pre tabindex="0">${this.lines.join('\n')}</pre></section>`;
  }
}

customElements.define('gw-console-log', ConsoleLog);

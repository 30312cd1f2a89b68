// The live state of the line: a snapshot first, then deltas; it reconnects by itself.

import {desk} from './desk.js';

/** The station beats once a second: a line that is silent for so long, in ms, may show what is no longer true. */
const SILENCE = 2500;

/** How long a connection may take to begin, ms. */
const PATIENCE = 7000;

/** How often the silence is measured, ms. */
const LISTEN = 200;

/** The states in which a job has a bar. */
const AT_WORK = ['running', 'retrying'];

/** Tells "change" at every change. Its maps are replaced entry by entry, so that an unchanged entry stays identical. */
export class Feed extends EventTarget {
  connected = false;
  /** @type {any} */ line = null;
  /** @type {Map<string, any>} */ ports = new Map();
  /** @type {Map<string, any>} */ progress = new Map();
  /** @type {Map<string, any>} */ powers = new Map();
  /** The port map. @type {any} */ map = null;
  /** What was told last of scans: one, or with a snapshot one of each scanner. @type {any[]} */ scans = [];
  /** @type {any} */ counters = null;
  /** @type {any} */ exporting = null;
  /** @type {any[]} */ troubles = [];
  /** What holds at this page's desk. @type {import('./desk.js').DeskState} */ desk = {};
  /** What a person chose to be flashed; its recipe is empty when nobody did. @type {any} */ chosen = {recipe: ''};
  /** The serials that wait for a board. @type {any[]} */ waiting = [];
  /** The pools of units' values. @type {any[]} */ pools = [];
  #offset = 0;
  /** By a clock that nobody sets. */
  #heard = 0;
  #opened = 0;
  /** @type {EventSource|null} */ #source = null;

  start() {
    this.#open();
    setInterval(() => this.#watch(), LISTEN);
  }

  /** The station's clock, ms. */
  now() {
    return Date.now() + this.#offset;
  }

  #open() {
    this.#source?.close();
    this.#heard = this.#opened = performance.now();
    const source = new EventSource(`/api/v1/events?desk=${desk}`);
    this.#source = source;
    for (const name of ['snapshot', 'port', 'progress', 'scan', 'counters', 'export', 'trouble', 'power', 'map', 'desk', 'waiting', 'chosen', 'pools', 'beat']) {
      source.addEventListener(name, event => {
        this.#heard = performance.now();
        this.#take(name, JSON.parse(event.data));
        this.#found();
      });
    }
    source.addEventListener('error', () => this.#lost());
  }

  #watch() {
    const now = performance.now();
    if (now - this.#heard > SILENCE) {
      this.#lost();
      if (now - this.#opened > PATIENCE) {
        this.#open();
      }
    } else if (this.#source?.readyState === EventSource.CLOSED) {
      this.#open();
      void this.#mayStay();
    }
  }

  /** A stream that is refused: the login may be over, here or on another page of this browser. */
  async #mayStay() {
    const response = await fetch('/api/v1/state').catch(() => null);
    if (response?.status === 401) {
      location.assign('/login.html');
    }
  }

  #lost() {
    if (this.connected) {
      this.connected = false;
      this.dispatchEvent(new Event('change'));
    }
  }

  /** What was measured of a step says nothing of the next one; the job's bar goes on. @param {any} before @param {any} now */
  #keepBar(before, now) {
    const known = this.progress.get(now.port);
    if (known && AT_WORK.includes(now.state) && before?.job === now.job) {
      this.progress.set(now.port, {port: now.port, done: known.done, secondsLeft: known.secondsLeft});
    } else {
      this.progress.delete(now.port);
    }
  }

  /** A stream that was silent goes on where it was: a new one begins with a snapshot. */
  #found() {
    if (!this.connected) {
      this.connected = true;
      this.dispatchEvent(new Event('change'));
    }
  }

  /** @param {string} name @param {any} data */
  #take(name, data) {
    switch (name) {
      case 'snapshot':
        if (this.line && this.line.version !== data.version) {
          location.reload();
        }
        this.line = data;
        this.ports = new Map(data.ports.map((/** @type {any} */ port) => [port.port, port]));
        this.progress = new Map(data.progress.map((/** @type {any} */ step) => [step.port, step]));
        this.powers = new Map((data.powers ?? []).map((/** @type {any} */ power) => [power.port, power]));
        this.map = data.map ?? null;
        this.scans = data.scans ?? [];
        this.counters = data.counters ?? null;
        this.exporting = data.export ?? null;
        this.troubles = data.troubles;
        this.waiting = data.waiting ?? [];
        this.pools = data.pools ?? [];
        this.chosen = data.chosen ?? {recipe: ''};
        this.#offset = Date.parse(data.now) - Date.now();
        this.connected = true;
        break;
      case 'port': {
        const before = this.ports.get(data.port);
        if (!before || before.state !== data.state || before.step !== data.step || before.attempt !== data.attempt) {
          this.#keepBar(before, data);
        }
        this.ports.set(data.port, data);
        break;
      }
      case 'progress': this.progress.set(data.port, data); break;
      case 'scan': this.scans = [data]; break;
      case 'counters': this.counters = data; break;
      case 'export': this.exporting = data; break;
      case 'power': this.powers.set(data.port, data); break;
      case 'map': this.map = data; break;
      case 'desk': this.desk = data; break;
      case 'chosen': this.chosen = data; break;
      case 'waiting': this.waiting = data.serials; break;
      case 'pools': this.pools = data.pools; break;
      case 'trouble': this.troubles = data.troubles; break;
      case 'beat': this.#offset = Date.parse(data.now) - Date.now(); return;
    }
    this.dispatchEvent(new Event('change'));
  }
}

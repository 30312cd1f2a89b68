// The live state of the line: a snapshot first, then deltas; it reconnects by itself.

import {desk} from './desk.js';

const SILENCE = 7000;

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
  /** The serials that wait for a board. @type {any[]} */ waiting = [];
  #offset = 0;
  #heard = 0;
  /** @type {EventSource|null} */ #source = null;

  start() {
    this.#open();
    setInterval(() => this.#watch(), 1000);
  }

  /** The station's clock, ms. */
  now() {
    return Date.now() + this.#offset;
  }

  #open() {
    this.#source?.close();
    this.#heard = Date.now();
    const source = new EventSource(`/api/v1/events?desk=${desk}`);
    this.#source = source;
    for (const name of ['snapshot', 'port', 'progress', 'scan', 'counters', 'export', 'trouble', 'power', 'map', 'desk', 'waiting', 'beat']) {
      source.addEventListener(name, event => {
        this.#heard = Date.now();
        this.#take(name, JSON.parse(event.data));
      });
    }
    source.addEventListener('error', () => this.#lost());
  }

  #watch() {
    if (Date.now() - this.#heard > SILENCE) {
      this.#lost();
      this.#open();
    } else if (this.#source?.readyState === EventSource.CLOSED) {
      this.#open();
    }
  }

  #lost() {
    if (this.connected) {
      this.connected = false;
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
        this.#offset = Date.parse(data.now) - Date.now();
        this.connected = true;
        break;
      case 'port': {
        const before = this.ports.get(data.port);
        if (!before || before.state !== data.state || before.step !== data.step || before.attempt !== data.attempt) {
          this.progress.delete(data.port);
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
      case 'waiting': this.waiting = data.serials; break;
      case 'trouble': this.troubles = data.troubles; break;
      case 'beat': this.#offset = Date.parse(data.now) - Date.now(); return;
    }
    this.dispatchEvent(new Event('change'));
  }
}

import {LitElement, html, nothing} from 'lit';
import {give} from './answer.js';
import {Answers} from './answers.js';
import {holding} from './desk.js';
import {Feed} from './feed.js';
import {ROW, arrange} from './grid.js';
import {FROM_HERE, ScanQueue, post} from './scan-queue.js';
import {badge, figures, kafka, lesson, outcomeLine, rework} from './status.js';
import {turns} from './tile-view.js';
import {shown} from './wedge.js';
import {words} from './words.js';
import './panel.js';
import './scan-field.js';
import './tile.js';
import './waiting.js';

const LIT_FOR = 1500;

/** Between the tiles, in pixels: many of them need the room. */
const GAP = 8;
const NARROW_GAP = 4;
const MANY = 40;

/** As the barcode does. */
const END_BADGE = 'GANGWAY:END';
const CANCEL = 'GANGWAY:CANCEL';

/** The operator's line: head, tiles, and where keys go. */
class Line extends LitElement {
  static properties = {
    cursor: {state: true},
    lit: {state: true},
    sending: {state: true},
    waiting: {state: true},
    panel: {state: true},
    operator: {state: true},
    room: {state: true},
  };
  feed = new Feed();
  /** @type {{slots: any, room: any, grid: import('./grid.js').Grid|null}} */ #arranged = {slots: null, room: null, grid: null};
  /** @type {import('./grid.js').Grid|null} */ #placed = null;
  #answers = new Answers();
  #queue = new ScanQueue(text => post('/api/v1/scan', {text}), change => this.#scanned(change));

  // Not as class fields: those would hide Lit's accessors, and a change would be drawn with the next half second only.
  constructor() {
    super();
    this.cursor = '';
    /** The slots that scans have just gone to. @type {string[]} */
    this.lit = [];
    this.sending = '';
    this.waiting = 0;
    /** @type {any} */ this.panel = null;
    this.operator = '';
    /** What the tiles have, in CSS pixels. */
    this.room = {width: 0, height: 0};
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.feed.addEventListener('change', () => this.#fed());
    this.feed.start();
    setInterval(() => this.requestUpdate(), 500);
    document.addEventListener('keydown', event => this.#key(event));
    document.addEventListener('focusout', event => event.relatedTarget || queueMicrotask(() => this.#grab()));
    window.addEventListener('focus', () => this.#grab());
    document.addEventListener('dragover', event => event.preventDefault());
    document.addEventListener('drop', event => this.#picture(event, event.dataTransfer?.files[0]));
    document.addEventListener('paste', event => this.#picture(event, event.clipboardData?.files[0]));
    void fetch('/api/v1/state').then(async response => {
      if (response.status === 401) {
        location.assign('/login.html');
      } else if (response.ok) {
        this.operator = (await response.json()).operator ?? '';
      }
    }).catch(() => undefined);
  }

  get field() {
    return /** @type {any} */ (this.querySelector('gw-scan-field'));
  }

  render() {
    const {feed} = this;
    const line = feed.line ?? {line: '', slots: [], recipes: [], barcodes: {slot: '', command: '', badge: ''}};
    const here = holding(feed.desk, feed.now());
    const turn = turns(line.slots, feed.ports, here.slot);
    const grid = this.#grid();
    return html`<header>
        <div class="name"><h1>${[line.line, ...(feed.chosen.recipe ? [feed.chosen.recipe] : line.recipes)].filter(Boolean).join(' · ')} <small>${feed.line ? words.header.slots(line.slots.length) : ''}</small></h1>
          <gw-waiting .serials=${feed.waiting} .now=${feed.now()} @cancel=${(/** @type {CustomEvent} */ e) => this.#scan(`${CANCEL}:${e.detail.serial}`)}
            @closed=${this.#closed} @typed=${this.#closed}></gw-waiting></div>
        <gw-scan-field .cursor=${this.cursor} moves="slots" answered="outcome" @scan=${(/** @type {CustomEvent} */ e) => this.#scan(e.detail.text)}
          @move=${this.#move} @open=${this.#open} @help=${() => this.querySelector('dialog.help')?.showModal()}
          @back=${() => (this.cursor = '')}></gw-scan-field>
        <div class="right">${kafka(feed.exporting)}<a class="ports" href="/flash">${words.header.flash}</a> <a class="ports" href="/ports">${words.header.ports}</a><button class="keys"
          @click=${() => this.querySelector('dialog.help')?.showModal()}>${words.header.keys}</button></div>
        ${rework(here.rework, here.badge || this.operator)
          ?? (feed.troubles.length > 0 ? html`<p class="trouble" role="alert">${feed.troubles[0].problem}</p>` : lesson(feed.map) ?? figures(feed.counters))}
        ${outcomeLine(this.#answers.view(feed.now(), this.sending !== ''), this.sending, this.waiting, feed.pools)}
        <div class="right">${badge(here.badge, () => this.#scan(END_BADGE))} ${this.operator && this.operator !== '-'
          ? html`<span>${this.operator}</span> <button @click=${this.#end}>⏻ ${words.header.end}</button>` : nothing}</div>
      </header>
      ${feed.connected ? nothing : html`<p class="lost" role="alert">${feed.line ? words.lost : words.connecting}</p>`}
      <main id="slots" class=${feed.connected ? '' : 'grey'} ?data-beside=${grid?.face.beside} tabindex=${grid?.scrolls ? 0 : nothing}>${line.slots.map((/** @type {any} */ place) => html`
        <gw-tile id="slot-${place.slot}" role="group" class=${this.#marks(place, here.slot)} .place=${place} .grid=${grid} .port=${feed.ports.get(place.port)}
          .progress=${feed.progress.get(place.port)} .power=${feed.powers.get(place.port)} .turn=${turn.get(place.slot) ?? ''} .now=${feed.now()} @click=${() => this.#openPanel(place)}
          @answer=${this.#answer}></gw-tile>`)}</main>
      <gw-slot-panel .port=${this.panel ? feed.ports.get(this.panel.port) : undefined} .power=${this.panel ? feed.powers.get(this.panel.port) : undefined}
        @closed=${this.#closed} @typed=${this.#closed}></gw-slot-panel>
      <dialog class="panel help" aria-labelledby="help-title" @close=${this.#closed} @keydown=${this.#helpKey}>
        <h2 id="help-title">${words.help.title}</h2>
        <div class="body" tabindex="0" role="region" aria-labelledby="help-title">
          <dl>${words.help.rows(line.barcodes).map(([key, does]) => html`<dt>${key}</dt><dd>${does}</dd>`)}</dl></div>
        <div class="buttons"><button autofocus @click=${() => this.querySelector('dialog.help')?.close()}>${words.panel.close}</button></div>
      </dialog>
      <input class="picture" type="file" accept="image/png,image/jpeg" tabindex="-1" aria-hidden="true"
        @change=${(/** @type {any} */ e) => this.#picture(e, e.target.files[0])}>`;
  }

  firstUpdated() {
    const main = /** @type {HTMLElement} */ (this.querySelector('main'));
    new ResizeObserver(() => {
      if (main.clientWidth !== this.room.width || main.clientHeight !== this.room.height) {
        this.room = {width: main.clientWidth, height: main.clientHeight};
      }
    }).observe(main);
  }

  /** Where the tiles stand; it changes with the room and the slots only. */
  #grid() {
    const {line} = this.feed;
    const {width, height} = this.room;
    if (!line || width === 0) {
      return null;
    }
    if (this.#arranged.slots !== line.slots || this.#arranged.room !== this.room) {
      this.#arranged = {slots: line.slots, room: this.room, grid: arrange(line.slots, width, height, line.slots.length > MANY ? NARROW_GAP : GAP)};
    }
    return this.#arranged.grid;
  }

  updated() {
    const grid = this.#grid();
    const main = /** @type {HTMLElement} */ (this.querySelector('main'));
    if (!grid || this.#placed === grid) {
      return;
    }
    this.#placed = grid;
    main.style.setProperty('--rows', String(grid.rows));
    main.style.setProperty('--columns', String(grid.columns));
    main.style.setProperty('--gap', `${grid.gap}px`);
    main.style.setProperty('--row', grid.scrolls ? `${grid.height}px` : 'minmax(0, 1fr)');
    main.style.setProperty('--pad', `${grid.face.pad}px`);
    main.style.setProperty('--bar', `${grid.face.bar}px`);
    main.style.setProperty('--top', `${grid.face.top}px`);
    main.style.setProperty('--serial-room', `${ROW * grid.face.serial}px`);
    main.style.setProperty('--detail-room', `${ROW * grid.face.detail * grid.face.lines}px`);
    for (const [slot, {row, column}] of grid.places) {
      /** @type {HTMLElement|null} */ (this.querySelector(`#slot-${CSS.escape(slot)}`))?.style.setProperty('grid-area', `${row} / ${column}`);
    }
  }

  /** @param {any} place @param {string} chosen the slot that takes this desk's next serial */
  #marks(place, chosen) {
    return [
      this.cursor === place.slot ? 'cursor' : '',
      this.lit.includes(place.slot) ? 'lit' : '',
      chosen === place.slot ? 'chosen' : '',
    ].filter(Boolean).join(' ');
  }

  #fed() {
    this.feed.scans.forEach(told => this.#answered(told));
    if (this.feed.line) {
      document.title = `${this.feed.line.line} · Gangway`;
    }
    this.requestUpdate();
  }

  /** What the person sees of earlier scans ends with the next one. @param {string} text */
  #scan(text) {
    this.#answers.begin('');
    this.#queue.add(text);
  }

  /** A button of a tile that asks. @param {CustomEvent} event */
  async #answer(event) {
    const {port, answer} = event.detail;
    this.#answers.begin('');
    const told = await give(port, answer);
    this.#answered({at: new Date(this.feed.now()).toISOString(), shown: answer, ...told});
    this.#grab();
  }

  /** @param {any} change */
  #scanned(change) {
    this.waiting = change.waiting;
    if (change.sending !== undefined) {
      this.cursor = '';
      this.sending = cut(change.sending);
      return;
    }
    this.sending = '';
    const at = new Date(this.feed.now()).toISOString();
    this.#answered(change.result
      ? {at, ...change.result, shown: change.result.shown ?? cut(change.text)}
      : {outcome: 'refused', at, shown: cut(change.text), message: words.scan.noAnswer});
  }

  /** Each slot of a burst lights up for as long as a single one would. @param {any} scan */
  #answered(scan) {
    if (!this.#answers.add(scan, this.feed.now())) {
      return;
    }
    this.requestUpdate();
    if (scan.slot) {
      this.lit = [...this.lit, scan.slot];
      setTimeout(() => (this.lit = this.lit.slice(1)), LIT_FOR);
    }
  }

  /** @param {Event} event @param {File|null|undefined} file */
  async #picture(event, file) {
    if (!file) {
      return;
    }
    event.preventDefault();
    this.#answers.begin('');
    this.sending = file.name;
    const response = await fetch('/api/v1/scan-image', {method: 'POST', headers: {'Content-Type': file.type, ...FROM_HERE}, body: file}).catch(() => null);
    const answer = await response?.json().catch(() => null);
    this.sending = '';
    const at = new Date(this.feed.now()).toISOString();
    const refused = {outcome: 'refused', at, shown: file.name, message: answer?.detail ?? words.scan.pictureFailed};
    (answer?.outcomes ?? [refused]).forEach((/** @type {any} */ scan) => this.#answered(scan));
  }

  /** Any character goes to the scan field, wherever the focus is. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'F4') {
      event.preventDefault();
      /** @type {HTMLElement} */ (this.querySelector('.picture')).click();
    } else if (!this.#dialogOpen() && (event.key.length === 1 || event.key === 'Escape') && event.key !== ' ') {
      this.#grab();
    }
  }

  /** @param {KeyboardEvent} event */
  #helpKey(event) {
    if (event.key.length === 1 && event.key !== ' ') {
      this.querySelector('dialog.help')?.close();
      this.#grab();
    }
  }

  #dialogOpen() {
    return this.querySelector('dialog[open]') !== null;
  }

  #grab() {
    if (!this.#dialogOpen()) {
      this.field?.grab();
    }
  }

  #closed() {
    this.panel = this.querySelector('gw-slot-panel dialog[open]') ? this.panel : null;
    this.#grab();
  }

  /** @param {CustomEvent} event */
  #move(event) {
    const places = this.#grid()?.places;
    const slots = (this.feed.line?.slots ?? []).map((/** @type {any} */ s) => ({slot: s.slot, ...(places?.get(s.slot) ?? s)}));
    const from = slots.find((/** @type {any} */ s) => s.slot === this.cursor);
    if (!from) {
      this.cursor = slots[0]?.slot ?? '';
      return;
    }
    const {rows, columns} = event.detail;
    const ahead = slots
      .map((/** @type {any} */ s) => ({s, along: (s.row - from.row) * rows + (s.column - from.column) * columns,
        across: Math.abs((s.row - from.row) * columns) + Math.abs((s.column - from.column) * rows)}))
      .filter((/** @type {any} */ c) => c.along > 0)
      .sort((/** @type {any} */ a, /** @type {any} */ b) => a.across - b.across || a.along - b.along);
    this.cursor = ahead[0]?.s.slot ?? this.cursor;
  }

  #open() {
    const place = (this.feed.line?.slots ?? []).find((/** @type {any} */ s) => s.slot === this.cursor);
    if (place) {
      this.#openPanel(place);
    }
  }

  /** @param {any} place */
  #openPanel(place) {
    this.cursor = place.slot;
    this.panel = place;
    /** @type {any} */ (this.querySelector('gw-slot-panel')).open(place);
  }

  async #end() {
    await post('/api/v1/logout', {}).catch(() => undefined);
    location.assign('/login.html');
  }
}

/** @param {string} text */
function cut(text) {
  return shown(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

customElements.define('gw-line', Line);

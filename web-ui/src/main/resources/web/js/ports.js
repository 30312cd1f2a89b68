import {LitElement, html, nothing} from 'lit';
import {holding} from './desk.js';
import {Feed} from './feed.js';
import {ScanQueue, post} from './scan-queue.js';
import {badge, lessonWords, rework} from './status.js';
import {Pace, controlOf} from './wedge.js';
import {words} from './words.js';
import './scan-field.js';

/** What begins a lesson, as a barcode does: so the same person may, here and at the line. */
const LEARN = 'GANGWAY:LEARN';

const END_BADGE = 'GANGWAY:END';

/** Between two keys of a scan there is less, ms. */
const AT_ONE_GO = 200;

/** The port map. It changes only during a lesson, which leads from board to board without a mouse. */
class Ports extends LitElement {
  static properties = {
    said: {state: true},
    editing: {state: true},
    asked: {state: true},
  };
  feed = new Feed();
  #pace = new Pace();
  /** What came into a row's field at one go. */
  #typed = '';
  #typedAt = 0;
  #timer = 0;
  #queue = new ScanQueue(text => this.#scan(text), change => change.result !== undefined && this.#answered(change.result));

  /** Fields would hide the accessors of the properties. */
  constructor() {
    super();
    /** What was answered last. @type {{message: string, refused: boolean}} */
    this.said = {message: '', refused: false};
    /** The port whose row is edited. */
    this.editing = '';
    /** What was asked "sure?": a port to remove, or a hub to move. */
    this.asked = '';
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.feed.addEventListener('change', () => this.requestUpdate());
    this.feed.start();
    document.addEventListener('keydown', event => {
      if (!(document.activeElement instanceof HTMLInputElement) && event.key.length === 1 && event.key !== ' ') {
        this.#grab();
      }
    });
    void fetch('/api/v1/port-map').then(response => response.status === 401 && location.assign('/login.html')).catch(() => undefined);
  }

  #grab() {
    /** @type {any} */ (this.querySelector('gw-scan-field'))?.grab();
  }

  get lesson() {
    return this.feed.map?.lesson ?? null;
  }

  render() {
    const {feed, lesson} = this;
    const map = feed.map ?? {ports: [], advice: []};
    const here = holding(feed.desk, feed.now());
    return html`<header><h1>${words.ports.title}</h1> <a href="/">${words.ports.back}</a>
        <gw-scan-field answered="said" @scan=${(/** @type {CustomEvent} */ e) => this.#queue.add(e.detail.text)} @open=${this.#enter}></gw-scan-field>
        <button class="lesson" @click=${this.#toggle}>${lesson ? words.ports.end : words.ports.begin}</button>
        <span class="who">${badge(here.badge, () => this.#queue.add(END_BADGE))}</span></header>
      ${feed.connected ? nothing : html`<p class="lost" role="alert">${feed.line ? words.lost : words.connecting}</p>`}
      <main>${rework(here.rework, here.badge)}
      <p class="lead ${lesson ? 'act' : ''}" role="status">${lesson ? lessonWords(lesson) : words.ports.closed}
        ${lesson?.waiting ? html`<small>${words.ports.waiting(lesson.waiting)}</small>` : nothing}</p>
      <p id="said" class="said ${this.said.refused ? 'refused' : ''}" role=${this.said.refused ? 'alert' : 'status'}>${this.said.message}</p>
      ${map.advice.map((/** @type {any} */ advice) => this.#advice(advice))}
      <table class=${feed.connected ? '' : 'grey'}><thead><tr>${words.ports.columns.map(name => (name ? html`<th scope="col">${name}</th>` : html`<td></td>`))}</tr></thead>
        <tbody>${map.ports.length === 0 ? html`<tr><td colspan="8">${words.ports.none}</td></tr>` : map.ports.map((/** @type {any} */ entry) => this.#row(entry))}</tbody></table></main>`;
  }

  /** @param {any} advice */
  #advice(advice) {
    const sure = this.asked === `hub ${advice.from}`;
    const move = () => this.#change({command: 'move', from: advice.from, to: advice.to});
    return html`<div class="advice" role="alert"><p>${sure ? words.ports.moveSure(advice.from, advice.to) : advice.message}</p>
      ${advice.to && this.lesson ? sure
        ? html`<span><button class="yes" @click=${move}>${words.panel.yes}</button> <button @click=${() => (this.asked = '')}>${words.panel.no}</button></span>`
        : html`<button class="move" @click=${() => (this.asked = `hub ${advice.from}`)}>${words.ports.move(advice.to)}</button>` : nothing}</div>`;
  }

  /** @param {any} entry */
  #row(entry) {
    const {feed, lesson} = this;
    const open = lesson && entry.origin !== 'configured';
    const edited = open && this.editing === entry.port;
    const port = feed.ports.get(entry.port);
    const power = feed.powers.get(entry.port)?.power ?? 'unknown';
    const cells = edited
      ? html`<td><input name="slot" maxlength="16" .value=${entry.slot} aria-label=${words.ports.columns[0]}></td><td>${entry.port}</td>
        <td><input class="number" name="row" inputmode="numeric" .value=${String(entry.row)} aria-label=${words.ports.columns[2]}></td>
        <td><input class="number" name="column" inputmode="numeric" .value=${String(entry.column)} aria-label=${words.ports.columns[3]}></td>`
      : html`<td>${entry.slot}</td><td>${entry.port}</td><td>${entry.row}</td><td>${entry.column}</td>`;
    return html`<tr data-port=${entry.port} class="${entry.origin} ${lesson?.asking === entry.port ? 'asked' : ''}"
        @keydown=${(/** @type {KeyboardEvent} */ e) => edited && this.#editKey(e, entry)}>${cells}
      <td>${words.ports.origins[entry.origin]}</td><td>${words.ports.powers[power]}</td>
      <td>${port ? words.states[port.state] ?? port.state : ''}</td><td>${open ? this.#actions(entry, edited) : nothing}</td></tr>`;
  }

  /** @param {any} entry @param {boolean} edited */
  #actions(entry, edited) {
    if (edited) {
      return html`<button class="save" @click=${() => this.#save(entry)}>${words.ports.save}</button>
        <button @click=${() => (this.editing = '')}>${words.ports.cancel}</button>`;
    }
    if (this.asked === entry.port) {
      return html`${words.ports.removeSure(entry.slot)}
        <button class="yes" @click=${() => this.#change({command: 'remove', port: entry.port})}>${words.panel.yes}</button>
        <button @click=${() => (this.asked = '')}>${words.panel.no}</button>`;
    }
    return html`<button class="edit" @click=${() => this.#edit(entry)}>${words.ports.edit}</button>
      ${entry.origin === 'learned' ? html`<button class="remove" @click=${() => (this.asked = entry.port)}>${words.ports.remove}</button>` : nothing}`;
  }

  /** @param {any} entry */
  async #edit(entry) {
    this.editing = entry.port;
    this.#goes();
    await this.updateComplete;
    const field = /** @type {HTMLInputElement|null} */ (this.querySelector('input[name=slot]'));
    field?.focus();
    field?.select();
  }

  /** A scan is a scan here too: what a scanner types into a row is never its slot's name. @param {KeyboardEvent} event @param {any} entry */
  #editKey(event, entry) {
    const isField = event.target instanceof HTMLInputElement;
    const control = controlOf(event);
    const isEnd = event.key === 'Enter' || control === '\n';
    if (isField && this.#isScan() && (isEnd || event.key === 'Tab')) {
      event.preventDefault();
      this.#scanned();
    } else if (isField && isEnd) {
      event.preventDefault();
      void this.#save(entry);
    } else if (isField && (control || (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey))) {
      this.#key(control || event.key, event.timeStamp);
    } else if (event.key === 'Escape') {
      this.editing = '';
      this.#grab();
    }
  }

  /** @param {string} character @param {number} at ms */
  #key(character, at) {
    if (at - this.#typedAt > AT_ONE_GO) {
      this.#goes();
    }
    clearTimeout(this.#timer);
    this.#pace.key(at);
    this.#typed += character;
    this.#typedAt = at;
    if (this.#isScan()) {
      this.#timer = setTimeout(() => this.#scanned(), this.#pace.idle());
    }
  }

  #isScan() {
    return this.#pace.idle() > 0;
  }

  #goes() {
    clearTimeout(this.#timer);
    this.#pace.reset();
    this.#typed = '';
  }

  #scanned() {
    const text = this.#typed;
    this.#goes();
    this.editing = '';
    this.#grab();
    this.#queue.add(text);
  }

  /** @param {any} entry */
  #save(entry) {
    const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (this.querySelector(`input[name=${name}]`)).value.trim();
    return this.#change({command: 'put', port: entry.port, slot: value('slot'), row: Number(value('row')), column: Number(value('column'))});
  }

  /** Enter alone takes what the lesson suggests. */
  #enter() {
    if (this.lesson?.asking) {
      void this.#change({command: 'answer', label: ''});
    }
  }

  /** A lesson that was begun at another desk ends here too. */
  #toggle() {
    if (this.lesson) {
      void this.#change({command: 'end'});
    } else {
      this.#queue.add(LEARN);
    }
  }

  /**
   * Commands and badges mean the same as at the line; while a port is asked for, all else is its label. No board is started
   * from here. @param {string} text
   */
  #scan(text) {
    return post('/api/v1/scan', {text, for: 'port-map'});
  }

  /** @param {object} command */
  async #change(command) {
    this.#answered(await post('/api/v1/port-map', command).catch(() => null));
  }

  /** @param {any} answer */
  #answered(answer) {
    const refused = answer === null || answer.outcome === 'refused';
    this.said = {message: answer === null ? words.panel.failed : answer.message ?? '', refused};
    this.asked = '';
    if (!refused) {
      this.editing = '';
      this.#grab();
    }
  }
}

customElements.define('gw-ports', Ports);

import {LitElement, html, nothing} from 'lit';
import {begins, choose, ends} from './fit.js';
import {ROW, belowWord, inTile, wordRoom} from './grid.js';
import {shapes} from './shapes.js';
import {viewOf} from './tile-view.js';
import {words} from './words.js';

/** How much bigger than what fits for all words one that fits better may be. */
const LOUDER = 1.5;

/** A sentence may be this much smaller than the words; then the unit's name stands aside for it. */
const SENTENCE = 0.7;
const LEAST_SENTENCE = 11;

/** How big one is that only goes on holding, of the words' size. */
const LINE = 0.6;

/** Between lines of small letters, of their size. */
const LEADING = 1.18;

/** One slot of the line. It renders into the page itself, so that one style sheet serves all. */
class Tile extends LitElement {
  static properties = {
    place: {attribute: false},
    port: {attribute: false},
    progress: {attribute: false},
    now: {attribute: false},
    power: {attribute: false},
    turn: {attribute: false},
    grid: {attribute: false},
  };

  createRenderRoot() {
    return this;
  }

  /** Repeated with the time only while a countdown is shown, or a board may be late. */
  shouldUpdate(/** @type {Map<string, unknown>} */ changed) {
    return !(changed.size === 1 && changed.has('now')) || this.port?.state === 'retrying' || this.port?.urgentFrom !== undefined;
  }

  render() {
    if (!this.grid) {
      return nothing;
    }
    const view = viewOf(this.port, this.progress, this.now, this.power, this.turn);
    const state = this.port ? words.states[this.port.state] ?? this.port.state : '';
    this.dataset.tone = view.tone;
    this.dataset.state = this.port?.state ?? '';
    this.toggleAttribute('data-loud', view.loud);
    this.toggleAttribute('data-prompt', view.prompt);
    this.setAttribute('aria-label',
      [words.panel.slot(this.place.slot), state, view.word, view.prompt ? '' : view.line[0], view.serial, view.detail[0]].filter(Boolean).join(', '));
    const {face} = this.grid;
    const slot = choose(ends(this.place.slot), {width: face.width - 1.6 * face.top, height: face.top * 1.1, weight: 650, least: 8, most: face.top});
    const beside = face.width - 1.6 * face.top - slot.width;
    const asides = view.aside.length > 0 ? view.aside : [usbPath(this.place.port)];
    const aside = choose(forms(asides), {width: beside, height: face.top * 1.1, weight: 600, least: face.least - 1, most: face.small});
    const buttons = answerRoom(view.answers, face);
    const {word, room} = view.answers.length > 0 ? {word: question(view.line, this.grid), room: face} : view.prompt ? sentence(view.line, this.grid) : {word: held(view.line, this.grid) ?? inTile(view.word, wordRoom(face)), room: face};
    const size = Math.min(word.size, this.grid.word * (view.loud ? LOUDER : 1));
    const half = face.beside ? 0.48 : 1;
    const serial = choose(ends(view.serial), {width: half * face.width, height: ROW * room.serial, weight: 600, least: face.least, most: room.serial});
    const detail = choose([...forms(view.detail), ...begins(view.detail.at(-1) ?? '')], {width: (view.serial && room.serial ? half : 1) * face.width,
      height: ROW * room.detail * face.lines, leading: LEADING, least: face.least - 1, most: room.detail});
    this.#sizes({answer: buttons, below: belowWord(face), slot: slot.size, aside: aside.size, word: size, serial: serial.size, detail: detail.size});
    return html`<div class="face">
      <div class="top">
        <span class="slot">${slot.text}</span>
        <span class="aside ${view.aside.length > 0 ? '' : 'path'}">${aside.text}</span>
        <svg class="shape" viewBox="0 0 24 24" aria-hidden="true">${shapes[view.shape]}</svg>
      </div>
      <div class="word">${word.text}</div>
      ${buttons > 0 ? html`<div class="below answers">${view.answers.map(answer =>
        html`<button type="button" data-answer=${answer} @click=${(/** @type {Event} */ e) => this.#answer(e, answer)}>${answer}</button>`)}</div>`
        : html`<div class="below" ?hidden=${room.serial + room.detail === 0}>
        ${room.serial > 0 && (view.serial || !face.beside) ? html`<div class="serial" title=${serial.text === view.serial ? nothing : view.serial}>${serial.text}</div>` : nothing}
        ${room.detail > 0 ? html`<div class="detail" title=${view.detail.includes(detail.text) || !detail.text ? nothing : view.detail[0]}>${detail.text}</div>` : nothing}
      </div>`}
      </div>
      <div class="bar">${view.done === null ? nothing : html`<progress max="1" .value=${view.done} aria-hidden="true"></progress>`}</div>`;
  }

  /** The tile itself would open the panel. @param {Event} event @param {string} answer */
  #answer(event, answer) {
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent('answer', {detail: {port: this.port, answer}}));
  }

  /** @param {Record<string, number>} sizes in pixels */
  #sizes(sizes) {
    for (const [name, size] of Object.entries(sizes)) {
      this.style.setProperty(`--${name}`, `${Math.floor(size * 10) / 10}px`);
    }
  }
}

/** Below this nobody hits a button: then the slot's panel has them. */
const LEAST_BUTTON = 26;

/**
 * How big the letters of the answers' buttons are; 0 when there are none, or no room.
 * @param {string[]} answers @param {import('./grid.js').Face} face
 */
function answerRoom(answers, face) {
  const height = belowWord(face);
  const width = face.width / Math.max(1, answers.length) - 20;
  if (answers.length === 0 || height < LEAST_BUTTON || width < LEAST_BUTTON) {
    return 0;
  }
  return Math.min(...answers.map(text => choose([{text}], {width, height: height - 8, weight: 700, leading: LEADING, least: 11, most: 0.6 * height}).size));
}

/** A question as the tile's word; one that can't be read in it stands in the panel. @param {string[]} texts @param {import('./grid.js').Grid} grid */
function question(texts, {face, word}) {
  const asked = choose(texts.map(text => ({text})), {...wordRoom(face), least: LEAST_SENTENCE, most: word});
  return asked.size > 0 ? asked : inTile(words.answerIt, wordRoom(face));
}

/** @param {string[]} texts @returns {import('./fit.js').Form[]} */
function forms(texts) {
  return texts.map(text => ({text, measure: text.replace(/[0-9.]+\u00a0[kMG]?B/, '000\u00a0MB')}));
}

/**
 * A recipe's sentence that has to be followed now: beside unit and step if there is room for both, else without the unit;
 * where not even its first clause can be read, a word that stands for it.
 * @param {string[]} texts @param {import('./grid.js').Grid} grid
 */
function sentence(texts, {face, word}) {
  const tries = [face, {...face, serial: 0}].flatMap(room => texts.map(text => ({
    room,
    word: choose([{text}], {...wordRoom(room), least: LEAST_SENTENCE, most: word}),
  })));
  const good = tries.find(fitted => fitted.word.size >= word * SENTENCE) ?? tries.reverse().find(fitted => fitted.word.size > 0);
  return good ?? {room: face, word: inTile(words.followIt, wordRoom(face))};
}

/**
 * One that goes on holding, as a quiet line; null when there is none, or no room for it.
 * @param {string[]} texts @param {import('./grid.js').Grid} grid
 */
function held(texts, {face, word}) {
  const line = choose(texts.map(text => ({text})), {...wordRoom(face), weight: 500, least: LEAST_SENTENCE, most: Math.max(LEAST_SENTENCE, LINE * word)});
  return line.size > 0 ? line : null;
}

/** Where a slot hangs on the machine's USB; other ports' names say no more than the slot. @param {string} port */
function usbPath(port) {
  return /^[0-9]+-/.test(port) ? port : '';
}

customElements.define('gw-tile', Tile);

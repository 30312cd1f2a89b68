import {LitElement, html, nothing} from 'lit';
import {AltCode, Pace, controlOf, raw, shown} from './wedge.js';
import {words} from './words.js';

/** A scanner that ends with CR and LF, or with Enter after the idle time: the second end means nothing. */
const SECOND_END = 300;

/**
 * The field that takes every scan. Events: "scan" {text}, "move" {rows, columns}, "open", "help", "back". A page says in
 * "moves" and "answered" the ids of what its arrow keys move in and of what tells the answer, where it has them.
 */
class ScanField extends LitElement {
  static properties = {cursor: {}, moves: {}, answered: {}};
  #pace = new Pace();
  #alt = new AltCode();
  #timer = 0;
  /** Not 0, which is when the page began: a key right after that would be taken for the second end of a scan. */
  #ended = -Infinity;

  createRenderRoot() {
    return this;
  }

  render() {
    return html`<label for="scan">${words.scan.label}</label>
      <input id="scan" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="done"
        aria-controls=${this.moves || nothing} aria-activedescendant=${this.cursor ? `slot-${this.cursor}` : nothing} aria-describedby=${this.answered || nothing}
        @keydown=${this.#down} @keyup=${this.#up} @input=${this.#input} @paste=${this.#paste}>`;
  }

  firstUpdated() {
    this.grab();
  }

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'));
  }

  grab() {
    this.input?.focus({preventScroll: true});
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    const control = controlOf(event);
    if (control === '\n') {
      event.preventDefault();
      this.#end();
    } else if (control) {
      event.preventDefault();
      this.#insert(shown(control), event.timeStamp);
    } else if (event.altKey && this.#alt.digit(event.key)) {
      event.preventDefault();
    } else {
      this.#named(event);
    }
  }

  /** @param {KeyboardEvent} event */
  #named(event) {
    const empty = this.input.value === '';
    const justEnded = event.timeStamp - this.#ended < SECOND_END;
    const arrow = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
    if (event.key === 'Enter') {
      event.preventDefault();
      if (!empty) {
        this.#end();
      } else if (!justEnded) {
        this.#tell('open');
      }
    } else if (event.key === 'Tab' && (!empty || justEnded)) {
      event.preventDefault();
      this.#end();
    } else if (event.key === 'Escape') {
      this.#clear();
      this.#tell('back');
    } else if (arrow && (empty || arrow[0] !== 0)) {
      event.preventDefault();
      this.#tell('move', {rows: arrow[0], columns: arrow[1]});
    }
  }

  /** @param {KeyboardEvent} event */
  #up(event) {
    if (event.key === 'Alt') {
      const character = this.#alt.up();
      if (character) {
        event.preventDefault();
        this.#insert(shown(character), event.timeStamp);
      }
    }
  }

  /** @param {InputEvent} event */
  #input(event) {
    const field = this.input;
    const clean = shown(field.value);
    if (clean !== field.value) {
      field.value = clean;
    }
    this.#moved(event.timeStamp);
  }

  /** Pasted lines are scans of their own; the field alone would run them together. @param {ClipboardEvent} event */
  #paste(event) {
    const lines = (event.clipboardData?.getData('text') ?? '').split(/\r\n|\r|\n/);
    if (lines.length > 1) {
      event.preventDefault();
      lines[0] = raw(this.input.value) + lines[0];
      this.#clear();
      const rest = lines.pop() ?? '';
      lines.filter(line => line !== '').forEach(text => this.#tell('scan', {text}));
      this.input.value = shown(rest);
    }
  }

  /** @param {string} text @param {number} at */
  #insert(text, at) {
    const field = this.input;
    field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    this.#moved(at);
  }

  /** @param {number} at */
  #moved(at) {
    clearTimeout(this.#timer);
    if (this.input.value === '') {
      this.#pace.reset();
      return;
    }
    this.#pace.key(at);
    if (this.input.value === '?') {
      this.#timer = setTimeout(() => this.#help(), 150);
    } else if (this.#pace.idle() > 0) {
      this.#timer = setTimeout(() => this.#end(), this.#pace.idle());
    }
  }

  #help() {
    this.#clear();
    this.#tell('help');
  }

  #end() {
    const text = raw(this.input.value);
    this.#clear();
    this.#ended = performance.now();
    if (text !== '') {
      this.#tell('scan', {text});
    }
  }

  #clear() {
    clearTimeout(this.#timer);
    this.input.value = '';
    this.#pace.reset();
  }

  /** @param {string} name @param {object} [detail] */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }
}

customElements.define('gw-scan-field', ScanField);

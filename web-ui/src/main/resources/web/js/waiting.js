import {LitElement, html, nothing} from 'lit';
import {words} from './words.js';

/**
 * The serials that wait for a board: one line in the head, and the list that it opens, in which each can be cancelled.
 * Events: "cancel" {serial}, "closed", and "typed" when a scan begins over the list.
 */
class Waiting extends LitElement {
  static properties = {
    serials: {attribute: false},
    now: {attribute: false},
  };

  /** Fields would hide the accessors of the properties. */
  constructor() {
    super();
    /** @type {{serial: string, slot?: string, until: string, operator: string}[]} */
    this.serials = [];
    this.now = 0;
  }

  createRenderRoot() {
    return this;
  }

  /** A countdown only while something counts down. @param {Map<string, unknown>} changed */
  shouldUpdate(changed) {
    return changed.has('serials') || this.serials.length > 0;
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  }

  /** What is over waits no more. */
  get #left() {
    return this.serials
      .map(entry => ({...entry, left: Math.ceil((Date.parse(entry.until) - this.now) / 1000)}))
      .filter(entry => entry.left > 0);
  }

  render() {
    const all = this.#left;
    const soonest = [...all].sort((a, b) => a.left - b.left);
    return html`${all.length === 0 ? nothing : html`<button class="waits" aria-haspopup="dialog" @click=${() => this.dialog.showModal()}><b>${
      words.waiting.line(all.length)}</b> ${soonest.map(entry => `${entry.serial} ${time(entry.left)}`).join(' · ')}</button>`}
      <dialog class="panel waiting" aria-labelledby="waiting-title" @close=${() => this.dispatchEvent(new Event('closed'))} @keydown=${this.#key}>
        <h2 id="waiting-title">${words.waiting.title}</h2>
        <p class="none">${all.length === 0 ? words.waiting.none : words.waiting.rule}</p>
        <div class="body" tabindex="0" role="region" aria-labelledby="waiting-title"><table><tbody>${all.map(entry => html`<tr data-serial=${entry.serial}>
          <th scope="row">${entry.serial}</th><td>${entry.slot ? words.panel.slot(entry.slot) : words.waiting.anySlot}</td>
          <td class="number">${words.waiting.left(time(entry.left))}</td><td>${entry.operator === '-' ? '' : entry.operator}</td>
          <td class="number"><button aria-label=${words.waiting.cancelOf(entry.serial)} @click=${() => this.#cancel(entry.serial)}>${words.waiting.cancel}</button></td>
        </tr>`)}</tbody></table></div>
        <div class="buttons"><button class="close" autofocus @click=${() => this.dialog.close()}>${words.panel.close}</button></div>
      </dialog>`;
  }

  /** The button goes with its row; the next key must not go into the void. @param {string} serial */
  #cancel(serial) {
    /** @type {HTMLElement|null} */ (this.querySelector('.close'))?.focus();
    this.dispatchEvent(new CustomEvent('cancel', {detail: {serial}}));
  }

  /** A scan never gets lost in here: its first character closes the list and goes to the scan field. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.dialog.close();
      this.dispatchEvent(new Event('typed'));
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const buttons = [...this.querySelectorAll('dialog button')];
      const next = buttons.indexOf(/** @type {Element} */ (document.activeElement)) + (event.key === 'ArrowDown' ? 1 : -1);
      /** @type {HTMLElement} */ (buttons[(next + buttons.length) % buttons.length]).focus();
    }
  }
}

/** @param {number} seconds */
function time(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

customElements.define('gw-waiting', Waiting);

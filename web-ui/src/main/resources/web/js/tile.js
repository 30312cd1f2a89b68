import {LitElement, html, nothing} from 'lit';
import {shapes} from './shapes.js';
import {viewOf} from './tile-view.js';
import {words} from './words.js';

/** One slot of the line. It renders into the page itself, so that one style sheet serves all. */
class Tile extends LitElement {
  static properties = {
    place: {attribute: false},
    port: {attribute: false},
    progress: {attribute: false},
    now: {attribute: false},
    power: {attribute: false},
    turn: {attribute: false},
  };

  createRenderRoot() {
    return this;
  }

  /** Repeated once a second only while a countdown is shown. */
  shouldUpdate(/** @type {Map<string, unknown>} */ changed) {
    return !(changed.size === 1 && changed.has('now')) || this.port?.state === 'retrying';
  }

  render() {
    const view = viewOf(this.port, this.progress, this.now, this.power, this.turn);
    const state = this.port ? words.states[this.port.state] ?? this.port.state : '';
    this.dataset.tone = view.tone;
    this.dataset.state = this.port?.state ?? '';
    this.toggleAttribute('data-loud', view.loud);
    this.toggleAttribute('data-prompt', view.prompt);
    this.setAttribute('aria-label',
      [words.panel.slot(this.place.slot), state, view.word, view.serial, view.detail].filter(Boolean).join(', '));
    return html`<div class="face">
      <div class="top">
        <span class="slot">${this.place.slot}</span>
        <span class="aside figure ${view.aside ? '' : 'path'}">${view.aside || usbPath(this.place.port)}</span>
        ${view.prompt ? html`<span class="aside unit">${view.serial}</span>` : nothing}
        <svg class="shape" viewBox="0 0 24 24" aria-hidden="true">${shapes[view.shape]}</svg>
      </div>
      <div class="word ${view.prompt ? (view.word.length > 34 ? 'long' : '') : /\S{8}/.test(view.word) ? 'wide' : ''}">${view.word}</div>
      <div class="serial">${view.serial}</div>
      <div class="detail">${view.detail}</div>
      </div>
      <div class="bar">${view.done === null ? nothing : html`<progress max="1" .value=${view.done} aria-hidden="true"></progress>`}</div>`;
  }
}

/** Where a slot hangs on the machine's USB; other ports' names say no more than the slot. @param {string} port */
function usbPath(port) {
  return /^[0-9]+-/.test(port) ? port : '';
}

customElements.define('gw-tile', Tile);

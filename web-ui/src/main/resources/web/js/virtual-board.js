import {LitElement, html, nothing} from 'lit';
import {post} from './scan-queue.js';
import {words} from './words.js';

/** Plugs a virtual board in and pulls it, in the panel of a slot; nothing where boards are real. */
class VirtualBoard extends LitElement {
  static properties = {
    port: {attribute: false},
    /** Of the slot; when it changes, a board may have come or gone. */
    state: {attribute: false},
    plugged: {state: true},
    problem: {state: true},
    sending: {state: true},
  };

  createRenderRoot() {
    return this;
  }

  get #path() {
    return `/api/v1/ports/${encodeURIComponent(this.port)}/virtual-board`;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (this.port && (changed.has('port') || changed.has('state'))) {
      void this.#look(this.port);
    }
  }

  /** @param {string} port */
  async #look(port) {
    const response = await fetch(this.#path).catch(() => null);
    const answer = response?.ok ? await response.json() : {};
    if (port === this.port) {
      this.plugged = answer.plugged;
      this.problem = '';
    }
  }

  render() {
    if (this.plugged === undefined) {
      return nothing;
    }
    return html`<button data-command=${this.plugged ? 'unplug' : 'plug'} ?disabled=${this.sending}
        @click=${() => this.#send(!this.plugged)}>${this.plugged ? words.panel.unplug : words.panel.plug}</button>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  /** @param {boolean} plugged */
  async #send(plugged) {
    this.sending = true;
    const answer = await post(this.#path, {plugged}).catch(() => null);
    this.sending = false;
    this.problem = answer === null ? words.panel.failed : answer.outcome === 'refused' ? answer.message : '';
    this.plugged = answer?.plugged ?? this.plugged;
  }
}

customElements.define('gw-virtual-board', VirtualBoard);

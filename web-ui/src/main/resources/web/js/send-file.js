import {LitElement, html, nothing} from 'lit';
import {FROM_HERE, post} from './scan-queue.js';
import {words} from './words.js';

const OFFERS = '/api/v1/offers';

/** Too early to tell how fast it goes, ms. */
const TOO_EARLY = 300;

/** Names of files that may hold several. */
const ARCHIVE = /\.(zip|tar|tgz|txz|tbz2?|tar\.[a-z0-9]+)$/i;

/** Images for which a file may be sent. @param {any} offer @returns {any[]} */
const sendable = offer => offer.images.filter((/** @type {any} */ image) => image.where !== 'made');

/**
 * Sends a file of this machine for an image of one of the station's recipes, and shows how far it is. Tells {@code sent} with what the station makes of it,
 * or {@code problem} with a sentence.
 */
class SendFile extends LitElement {
  static properties = {own: {attribute: false}, recipe: {state: true}, file: {state: true}, moved: {state: true}};
  /** @type {XMLHttpRequest | null} */
  #request = null;

  /** Fields would hide the accessors of the properties. */
  constructor() {
    super();
    /** The station's recipes, in an order that stays. @type {any[]} */
    this.own = [];
    /** Which of them. */
    this.recipe = '';
    /** What was chosen. @type {File | null} */
    this.file = null;
    /** How far it is; null = nothing is being sent. @type {any} */
    this.moved = null;
  }

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#request?.abort();
  }

  /** @param {string} name @param {any} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, {detail, bubbles: true}));
  }

  /** @param {SubmitEvent} event */
  async #send(event) {
    event.preventDefault();
    const {file} = this;
    const recipe = this.#chosen()?.recipe;
    if (!file || this.moved) {
      return;
    }
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    this.moved = {bytes: 0, total: file.size, rate: 0};
    this.#tell('problem', '');
    const begun = await post(OFFERS, {
      command: 'send',
      name: recipe,
      as: String(form.get('as') ?? ''),
      member: String(form.get('member') ?? '').trim(),
      file: file.name,
      bytes: file.size,
    }).catch(() => null);
    if (!begun || begun.outcome === 'refused') {
      this.#end(begun?.message ?? words.panel.failed);
      return;
    }
    const answer = await this.#bytes(begun.id, file);
    if (answer.id) {
      this.moved = null;
      this.#tell('sent', answer);
      return;
    }
    const why = answer.detail ?? (await this.#why(begun.id));
    void post(OFFERS, {command: 'drop', id: begun.id}).catch(() => null);
    this.#end(why);
  }

  /** @param {string} problem */
  #end(problem) {
    this.moved = null;
    this.#tell('problem', problem);
  }

  /** Why the station took no more; where it does not say, the connection was cut. @param {string} id */
  async #why(id) {
    const response = await fetch(`${OFFERS}/${id}`).catch(() => null);
    const look = response?.ok ? await response.json() : null;
    return look?.problem || words.flash.cut;
  }

  /** @param {string} id @param {File} file @returns {Promise<any>} */
  #bytes(id, file) {
    return new Promise(resolve => {
      const request = new XMLHttpRequest();
      const begun = performance.now();
      this.#request = request;
      request.upload.onprogress = ({loaded}) => {
        const time = performance.now() - begun;
        this.moved = {bytes: loaded, total: file.size, rate: time < TOO_EARLY ? 0 : (1000 * loaded) / time};
      };
      request.onload = () => resolve(request.response ?? {});
      request.onerror = () => resolve({});
      request.onabort = () => resolve({detail: words.flash.stopped});
      request.onloadend = () => { this.#request = null; };
      request.open('POST', `${OFFERS}/${id}/file`);
      request.responseType = 'json';
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      Object.entries(FROM_HERE).forEach(([name, value]) => request.setRequestHeader(name, value));
      request.send(file);
    });
  }

  /** Recipes for which a file may be. */
  #possible() {
    return this.own.filter(offer => sendable(offer).length > 0);
  }

  /** The recipe for which a file would be. */
  #chosen() {
    const possible = this.#possible();
    return possible.find(offer => offer.recipe === this.recipe) ?? possible[0];
  }

  render() {
    const {file, moved} = this;
    const offer = this.#chosen();
    if (!offer) {
      return nothing;
    }
    const images = sendable(offer);
    const possible = this.#possible();
    return html`<section class="send"><h2>${words.flash.sendFile}</h2><form @submit=${this.#send}>
      ${possible.length > 1 ? html`<label>${words.flash.recipe} <select name="recipe" ?disabled=${moved !== null} @change=${(/** @type {any} */ e) => { this.recipe = e.target.value; }}>
        ${possible.map(each => html`<option value=${each.recipe}>${each.recipe}</option>`)}</select></label>` : nothing}
      <label>${words.flash.file} <input type="file" name="file" ?disabled=${moved !== null}
        @change=${(/** @type {any} */ e) => { this.file = e.target.files[0] ?? null; }}></label>
      ${images.length > 1 ? html`<label>${words.flash.as} <select name="as" ?disabled=${moved !== null}>${images.map((/** @type {any} */ image) =>
        html`<option value=${image.name}>${image.name}</option>`)}</select></label>` : html`<input type="hidden" name="as" value=${images[0].name}>`}
      ${file && ARCHIVE.test(file.name) ? html`<label>${words.flash.member} <input name="member" ?disabled=${moved !== null}></label>` : nothing}
      ${moved ? html`<button type="button" class="stop" @click=${() => this.#request?.abort()}>${words.flash.stop}</button>`
        : html`<button class="send" ?disabled=${!file}>${words.flash.send}</button>`}
    </form>
    ${moved && file ? html`<p class="sending" role="status">${words.flash.sending(file.name, moved)}</p>
      <progress max=${moved.total || 1} value=${moved.bytes} aria-label=${words.flash.sendFile}></progress>` : nothing}</section>`;
  }
}

customElements.define('gw-send-file', SendFile);

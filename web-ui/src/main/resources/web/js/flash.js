import {LitElement, html, nothing} from 'lit';
import {holding} from './desk.js';
import {Feed} from './feed.js';
import {ScanQueue, post} from './scan-queue.js';
import {badge} from './status.js';
import {words} from './words.js';
import './scan-field.js';
import './send-file.js';

const END_BADGE = 'GANGWAY:END';
const OFFERS = '/api/v1/offers';

/** How often it is asked how far a look is, ms. */
const LOOK_AGAIN = 300;

/**
 * What a link asks for. A recipe is a link when it has a colon, and else the name of one of the station's own. Nothing of it is ever
 * an address of this page: it is shown as text, and sent to the station when a person says so.
 */
function asked() {
  const query = new URLSearchParams(location.search);
  const text = (/** @type {string} */ key) => (query.get(key) ?? '').trim();
  const recipe = text('recipe');
  const isLink = recipe.includes(':');
  return {recipe: isLink ? recipe : '', name: isLink ? '' : recipe, image: text('image'), as: text('as'), member: text('member')};
}

/** Recipes by their newest image, newest first; those of which nothing is there come last. @param {any[]} offers @returns {any[]} */
const newestFirst = offers => [...offers].sort((a, b) => b.newest.localeCompare(a.newest));

/** The host of a link, as the browser reads it. @param {string} link */
function hostOf(link) {
  try {
    return new URL(link).host || words.flash.noHost;
  } catch {
    return words.flash.noHost;
  }
}

/** What the line flashes: a link that somebody opened here, or one of the station's own recipes. */
class Flash extends LitElement {
  static properties = {shelf: {state: true}, offer: {state: true}, problem: {state: true}, busy: {state: true}, done: {state: true}};
  feed = new Feed();
  wanted = asked();
  /** Badges are scanned here too; serials belong to the page of the line. */
  #scans = new ScanQueue(text => post('/api/v1/scan', {text, for: 'port-map'}), change => {
    if (change.result !== undefined) {
      this.problem = change.result === null ? words.panel.failed : change.result.outcome === 'refused' ? change.result.message : '';
    }
  });

  /** Fields would hide the accessors of the properties. */
  constructor() {
    super();
    /** All that could be flashed. @type {any} */
    this.shelf = null;
    /** What is looked at. @type {any} */
    this.offer = null;
    this.problem = '';
    this.busy = false;
    /** The recipes that are shown whole. @type {Set<string>} */
    this.opened = new Set();
    /** Whether a choice was just made. */
    this.done = false;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    let chosen = '';
    this.feed.addEventListener('change', () => {
      const now = JSON.stringify([this.feed.chosen, [...this.feed.ports.values()].map(port => [port.slot, port.state, port.recipes])]);
      if (now !== chosen) {
        chosen = now;
        void this.#show();
      }
      this.requestUpdate();
    });
    void this.#show().then(() => this.feed.start());
  }

  /** @param {string} path */
  async #get(path) {
    const response = await fetch(path).catch(() => null);
    if (response?.status === 401) {
      location.assign(`/login.html?to=${encodeURIComponent(location.pathname + location.search)}`);
    }
    return response ? {ok: response.ok, body: await response.json()} : null;
  }

  async #show() {
    const answer = await this.#get(OFFERS);
    if (answer?.ok) {
      this.shelf = answer.body;
    }
    if (this.offer?.id) {
      void this.#follow(this.offer.id);
    }
  }

  /** @param {object} body */
  async #ask(body) {
    this.busy = true;
    this.problem = '';
    const answer = await post(OFFERS, body).catch(() => null);
    this.busy = false;
    if (answer === null || answer.outcome === 'refused') {
      this.problem = answer?.message ?? words.panel.failed;
      return null;
    }
    return answer;
  }

  /** @param {object} what */
  async #look(what) {
    this.done = false;
    this.offer = await this.#ask({command: 'look', ...what});
    if (this.offer) {
      void this.#follow(this.offer.id);
    }
  }

  /** @param {string} id */
  async #follow(id) {
    const answer = await this.#get(`${OFFERS}/${id}`);
    if (this.offer?.id !== id) {
      return;
    }
    if (answer?.ok) {
      this.offer = answer.body;
    } else if (answer) {
      this.problem = answer.body.detail;
      this.offer = null;
      return;
    }
    if (this.offer.phase === 'fetching') {
      setTimeout(() => this.#follow(id), LOOK_AGAIN);
    }
  }

  /** Nobody wants what is looked at. */
  #forget() {
    const {id} = this.offer;
    this.offer = null;
    this.problem = '';
    void post(OFFERS, {command: 'drop', id}).catch(() => null);
  }

  /** A file arrived: it is looked at as a link is. @param {CustomEvent} event */
  #sent(event) {
    this.done = false;
    this.offer = event.detail;
    void this.#follow(this.offer.id);
  }

  async #choose() {
    const shelf = await this.#ask({command: 'choose', id: this.offer.id});
    if (shelf) {
      this.shelf = shelf;
      this.offer = null;
      this.done = true;
    }
  }

  async #release() {
    this.shelf = (await this.#ask({command: 'release'})) ?? this.shelf;
    this.done = false;
  }

  render() {
    const {wanted, feed} = this;
    const isLink = wanted.recipe !== '' || wanted.image !== '';
    return html`<header><h1>${words.flash.title}</h1><a href="/">${words.flash.back}</a>
        <gw-scan-field @scan=${(/** @type {CustomEvent} */ e) => this.#scans.add(e.detail.text)}></gw-scan-field>
        <span class="who">${badge(holding(feed.desk, feed.now()).badge, () => this.#scans.add(END_BADGE))}</span></header>
      <main>${feed.connected || !feed.line ? nothing : html`<p class="lost" role="alert">${words.lost}</p>`}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${this.done && this.shelf?.chosen ? html`<p class="done" role="status">${words.flash.done(this.shelf.chosen.recipe)}</p>` : nothing}
      ${this.offer ? this.#seen(this.offer) : isLink && !this.done ? this.#link() : nothing}
      ${this.shelf && !this.offer ? this.#shelf() : nothing}</main>`;
  }

  /** The link, before anything of it is fetched. */
  #link() {
    const {recipe, image, name, as, member} = this.wanted;
    const row = (/** @type {string} */ label, /** @type {string} */ text) => (text ? html`<dt>${label}</dt><dd>${text}</dd>` : nothing);
    return html`<section class="link"><h2>${words.flash.asks}</h2>
      <dl>${row(words.flash.recipe, recipe || name)}${recipe ? row(words.flash.host, hostOf(recipe)) : nothing}
        ${row(words.flash.image, image)}${image ? row(words.flash.host, hostOf(image)) : nothing}${row(words.flash.as, as)}${row(words.flash.member, member)}</dl>
      <p>${words.flash.nothingYet}</p>
      <button id="look" ?disabled=${this.busy} @click=${() => this.#look(this.wanted)}>${words.flash.look}</button></section>`;
  }

  /** @param {any} offer */
  #seen(offer) {
    const {fetching} = offer;
    return html`<section class="seen" data-phase=${offer.phase}>
      <h2>${offer.recipe ? html`${offer.recipe} <small>${words.flash.version(offer.version)}</small>` : words.flash.looking}</h2>
      ${this.#facts(offer)}
      ${fetching ? html`<p class="fetching" role="status">${words.flash.fetching(fetching)}</p>
        <progress max=${fetching.total || nothing} value=${fetching.total ? fetching.bytes : nothing} aria-label=${words.flash.looking}></progress>` : nothing}
      ${offer.problem ? html`<p class="problem" role="alert">${offer.problem}</p>` : nothing}
      <p class="buttons">${offer.phase === 'ready' ? html`<button id="confirm" class="yes" ?disabled=${this.busy} @click=${this.#choose}>${words.flash.confirm}</button>` : nothing}
        <button @click=${this.#forget}>${words.flash.no}</button></p></section>`;
  }

  /** @param {any} offer */
  #facts(offer) {
    if (!offer.recipe) {
      return nothing;
    }
    return html`<p>${offer.title}</p>
      <dl><dt>${words.flash.from}</dt><dd>${offer.from}</dd>${offer.sha256 ? html`<dt>SHA-256</dt><dd class="digest">${offer.sha256}</dd>` : nothing}
        <dt>${words.flash.boards}</dt><dd class="boards">${offer.boards.length > 0 ? offer.boards.join(', ') : words.flash.noBoards}${offer.others.length > 0
          ? html` <small>${words.flash.others(offer.others)}</small>` : nothing}</dd>
        ${offer.seconds > 0 ? html`<dt>${words.flash.time}</dt><dd>${words.flash.seconds(offer.seconds)}</dd>` : nothing}</dl>
      <table><thead><tr>${words.flash.columns.map(name => html`<th>${name}</th>`)}</tr></thead>
        <tbody>${offer.images.map((/** @type {any} */ image) => html`<tr><td>${image.name}<br><small>${image.file}</small></td>
          <td class="number">${image.bytes > 0 ? words.flash.size(image.bytes) : '–'}</td><td class="digest">${image.sha256 || '–'}</td>
          <td class="from">${image.from || (image.where === 'made' ? words.flash.where.made : words.flash.folder)}</td><td>${image.signed || words.flash.unsigned}</td>
          <td class="where">${words.flash.where[image.where]}${image.where === 'fetched' && image.seconds > 0 ? html`<br><small>${words.flash.wait(image.seconds)}</small>` : nothing}
            ${image.changed ? html`<br><small>${words.flash.at(image.changed)}</small>` : nothing}</td></tr>`)}</tbody></table>`;
  }

  /** Each board that is plugged in, what it is, what its scan flashes, and what of this station's is valid for it. @param {any[]} fresh */
  #boards(fresh) {
    const boards = [...this.feed.ports.values()].filter(port => port.board);
    return html`<section class="plugged"><h2>${words.flash.plugged}</h2>
      ${boards.length === 0 ? html`<p>${words.flash.noBoard}</p>` : html`<table><thead><tr>${words.flash.boardColumns.map(name => html`<th>${name}</th>`)}</tr></thead>
        <tbody>${boards.map(port => html`<tr data-slot=${port.slot}><td>${port.slot}</td><td>${[String(port.board.mode ?? '').toUpperCase(), port.board.chip].filter(Boolean).join(' · ')}</td>
          <td class="runs">${port.recipes?.join(', ') || words.flash.nothingFits}</td>
          <td class="valid">${fresh.filter(offer => offer.boards.includes(port.slot)).map(offer => html`<div>${words.flash.valid(offer)}</div>`)}</td></tr>`)}</tbody></table>`}</section>`;
  }

  /** What is left for units that are to come. */
  #pools() {
    const {pools} = this.feed;
    const low = pools.filter((/** @type {any} */ pool) => pool.state !== 'well');
    return pools.length === 0 ? nothing : html`<section id="pools" class="pools"><h2>${words.pools.title}</h2>
      ${low.length > 0 ? html`<div class="few" role="status">${low.map((/** @type {any} */ pool) => html`<p>${words.pools.add(pool)}</p>`)}</div>` : nothing}
      <table><thead><tr>${words.pools.columns.map(name => html`<th>${name}</th>`)}</tr></thead>
        <tbody>${pools.map((/** @type {any} */ pool) => html`<tr data-pool=${pool.pool} data-state=${pool.state}><td>${pool.pool}</td>
          <td class="left">${pool.problem ? '–' : pool.left} ${pool.state === 'well' ? nothing : html`<b>${words.pools.states[pool.state]}</b>`}</td><td>${pool.low || '–'}</td>
          <td>${pool.content}</td><td>${pool.recipes.join(', ') || words.pools.nobody}</td></tr>`)}</tbody></table></section>`;
  }

  #shelf() {
    const {chosen, own, hosts} = this.shelf;
    const fresh = newestFirst(own);
    return html`${this.#boards(fresh)}${this.#pools()}<section class="chosen"><h2>${chosen ? words.flash.chosen(chosen.recipe) : words.flash.configured}</h2>
        ${chosen ? html`${this.#facts(chosen)}<p class="buttons"><button id="release" ?disabled=${this.busy} @click=${this.#release}>${words.flash.release}</button></p>` : nothing}</section>
      <section class="own"><h2>${words.flash.own}</h2>
        ${fresh.map(offer => html`<details data-recipe=${offer.recipe} ?open=${this.opened.has(offer.recipe)}
          @toggle=${(/** @type {any} */ e) => this.opened[e.target.open ? 'add' : 'delete'](offer.recipe)}><summary>${offer.recipe} <small>${offer.title}</small>
          <span class="fits">${offer.boards.length > 0 ? words.flash.fits(offer.boards) : ''}</span></summary>${this.#facts(offer)}
          <p class="buttons"><button ?disabled=${this.busy} @click=${() => this.#look({name: offer.recipe})}>${words.flash.pick}</button></p></details>`)}</section>
      <gw-send-file .own=${own} @sent=${this.#sent} @problem=${(/** @type {CustomEvent} */ e) => { this.problem = e.detail; }}></gw-send-file>
      <p class="hosts">${hosts.length > 0 ? words.flash.hosts(hosts) : words.flash.noHosts}</p>`;
  }
}

customElements.define('gw-flash', Flash);

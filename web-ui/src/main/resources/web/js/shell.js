import {LitElement, html} from 'lit';
import {desk} from './desk.js';
import {words} from './words.js';

/** Leaves the shell, as in telnet and in gangway uboot. */
const LEAVE = '\u001d';

/** No more goes out at once; a longer paste goes in pieces. */
const MOST_KEYS = 8192;

/** What a board's console takes for its size until it is told another one. */
const SIZE = {cols: 100, rows: 30};

/** A person's terminal at a prompt of the board in one slot: /shell?port=1-2.4&slot=07. Closing the page ends it. */
class Shell extends LitElement {
  static properties = {
    told: {state: true},
    state: {state: true},
  };
  #port = new URLSearchParams(location.search).get('port') ?? '';
  #slot = new URLSearchParams(location.search).get('slot') ?? '';
  /** @type {WebSocket|null} */ #socket = null;
  /** @type {any} */ terminal = null;

  /** Fields would hide the accessors of the properties. */
  constructor() {
    super();
    this.told = words.shell.choose;
    /** @type {'closed'|'open'|'ended'} */
    this.state = 'closed';
  }

  createRenderRoot() {
    return this;
  }

  /** What the terminal shows, for who can't see a canvas. */
  get text() {
    const buffer = this.terminal?.buffer.active;
    const lines = [];
    for (let i = 0; buffer && i < buffer.length; i++) {
      lines.push(buffer.getLine(i).translateToString(true));
    }
    return lines.join('\n').trimEnd();
  }

  render() {
    const open = this.state === 'open';
    return html`<header><h1>${words.shell.title(this.#slot || this.#port)}</h1> <a href="/">${words.ports.back}</a>
        ${Object.entries(words.shell.shells).map(([shell, name]) => html`<button data-shell=${shell} ?disabled=${open}
          @click=${() => this.#open(shell)}>${name}</button>`)}
        <button class="close" ?disabled=${!open} @click=${() => this.#socket?.close()}>${words.shell.close}</button></header>
      <p class="told ${this.state}" role=${this.state === 'ended' ? 'alert' : 'status'}>${this.told}</p>
      <div class="terminal"></div>
      <p class="keys">${words.shell.keys}</p>`;
  }

  async #begin() {
    if (!this.terminal) {
      await import('/lib/xterm/xterm.js');
      const Terminal = /** @type {any} */ (window).Terminal;
      this.terminal = new Terminal({...SIZE, scrollback: 5000, screenReaderMode: true, theme: {background: '#121416', foreground: '#eceae6'}});
      this.terminal.open(this.querySelector('.terminal'));
      this.terminal.onData((/** @type {string} */ keys) => this.#type(keys));
    }
    this.terminal.reset();
    this.terminal.focus();
  }

  /** @param {string} shell */
  async #open(shell) {
    this.state = 'open';
    this.told = words.shell.opening;
    await this.#begin();
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/api/v1/ports/${encodeURIComponent(this.#port)}/shell/${shell}?desk=${desk}`);
    this.#socket = socket;
    let told = '';
    socket.addEventListener('message', event => {
      const message = JSON.parse(event.data);
      if (message.text) {
        this.told = words.shell.open;
        this.terminal.write(message.text);
      }
      if (message.told) {
        told = this.told = message.told;
      }
    });
    socket.addEventListener('close', event => {
      this.state = 'ended';
      this.told = told || (event.wasClean ? words.shell.closed : words.shell.lost);
      void this.#mayStay();
    });
  }

  /** A socket that is refused may be so because the login is over. */
  async #mayStay() {
    const response = await fetch('/api/v1/state').catch(() => null);
    if (response?.status === 401) {
      location.assign('/login.html');
    }
  }

  /** @param {string} keys */
  #type(keys) {
    const leaves = keys.indexOf(LEAVE);
    const typed = leaves < 0 ? keys : keys.slice(0, leaves);
    if (this.#socket?.readyState === WebSocket.OPEN) {
      for (let at = 0; at < typed.length; at += MOST_KEYS) {
        this.#socket.send(JSON.stringify({keys: typed.slice(at, at + MOST_KEYS)}));
      }
      if (leaves >= 0) {
        this.#socket.close();
      }
    }
  }
}

customElements.define('gw-shell', Shell);

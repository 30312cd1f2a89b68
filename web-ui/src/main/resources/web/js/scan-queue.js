// Scans go out one after the other, in the order in which they came; none overtakes, none is lost.

import {desk} from './desk.js';

/** Longer than the station ever takes, ms: who gives up sooner would tell a person that nothing happened, and then it does. */
const PATIENCE = 65_000;

/** What says from which desk a request comes. */
export const FROM_HERE = {'Gangway-Desk': desk};

/**
 * Sends JSON and gives the answer, or the refusal as {outcome: 'refused', message}.
 * @param {string} path @param {object} body
 */
export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', ...FROM_HERE},
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const answer = await response.json();
  return response.ok ? answer : {outcome: 'refused', reason: answer.code, message: answer.detail};
}

export class ScanQueue {
  /** @type {string[]} */ #waiting = [];
  #busy = false;

  /**
   * @param {(text: string) => Promise<any>} send sends one scan
   * @param {(change: {sending?: string, waiting: number, result?: any, text?: string}) => void} tell is told of each step
   */
  constructor(send, tell) {
    this.send = send;
    this.tell = tell;
  }

  /** @param {string} text the scan, raw */
  add(text) {
    this.#waiting.push(text);
    void this.#work();
  }

  async #work() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      let text;
      while ((text = this.#waiting.shift()) !== undefined) {
        this.tell({sending: text, waiting: this.#waiting.length});
        const result = await this.send(text).catch(() => null);
        this.tell({result, text, waiting: this.#waiting.length});
      }
    } finally {
      this.#busy = false;
    }
  }
}

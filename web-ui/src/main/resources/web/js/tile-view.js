// What a tile says: pure, from a port's status to words, tone and shape.
import {words} from './words.js';

/**
 * @typedef {object} TileView
 * @property {'waiting'|'act'|'running'|'retry'|'passed'|'failed'} tone which colour
 * @property {string} shape which shape
 * @property {string} word what the person does next
 * @property {boolean} loud whether a person is needed now
 * @property {boolean} prompt whether the word is a recipe's sentence, which has to be followed now
 * @property {string[]} line a recipe's sentence that holds while the work goes on, in place of the word; shorter forms behind it
 * @property {string[]} aside beside the shape: percent, tries; shorter forms behind it
 * @property {string} serial the unit
 * @property {string[]} detail one line; shorter forms behind it
 * @property {string[]} answers what a person is asked to answer, as buttons; then the word is the question
 * @property {number|null} done 0 to 1 when there is a bar
 */

/**
 * Whether this desk's next scan goes to a slot: because it was chosen, because it is the first in turn, or not.
 * @typedef {'chosen'|'next'|''} Turn
 */

/**
 * Whose turn it is, as the station's dispatcher decides: the slot that was chosen, else of the boards that wait the first
 * by its label. Boards of other products take other serials, so that each product has a first of its own.
 * @param {any[]} slots @param {Map<string, any>} ports @param {string} chosen the slot that this desk chose
 * @returns {Map<string, Turn>} by slot
 */
export function turns(slots, ports, chosen) {
  if (chosen) {
    return new Map([[chosen, 'chosen']]);
  }
  const served = new Set();
  const waiting = slots
    .filter(place => ports.get(place.port)?.state === 'awaiting-scan' && ports.get(place.port).engineer === undefined)
    .sort((a, b) => (a.slot < b.slot ? -1 : 1));
  /** @type {Map<string, Turn>} */
  const all = new Map();
  for (const place of waiting) {
    /** @type {string[]} */
    const recipes = ports.get(place.port).recipes ?? [];
    if (recipes.some(recipe => !served.has(recipe)) || (recipes.length === 0 && all.size === 0)) {
      all.set(place.slot, 'next');
      recipes.forEach(recipe => served.add(recipe));
    }
  }
  return all;
}

const CALL_ENGINEER = words.cures['call-engineer'];
const quiet = {loud: false, prompt: false, line: [], aside: [], serial: '', detail: [], answers: [], done: null};

/**
 * @param {any} port the port's JSON, undefined while nothing is known of it
 * @param {any} progress the running step's progress, if any
 * @param {number} now the station's time, ms
 * @param {any} [power] how the port's power stands, if anybody asked
 * @param {Turn} [turn] whether the next scan goes here
 * @returns {TileView}
 */
export function viewOf(port, progress, now, power, turn) {
  if (port?.engineer !== undefined) {
    return shellView(port);
  }
  const told = stateView(port, progress, now, turn);
  const view = turn === 'chosen' ? {...told, aside: [words.chosen]} : told;
  const said = words.powerOnTile[power?.power];
  if (!said) {
    return view;
  }
  // On a port without power a board would be plugged in in vain.
  return port?.state === 'empty' && power.power === 'off'
    ? {...view, tone: 'waiting', shape: 'disabled', word: said, loud: false}
    : {...view, detail: view.detail.length > 0 ? view.detail : [said]};
}

/** Whatever the board is at otherwise: an engineer has it, and no scan starts anything. @param {any} port @returns {TileView} */
function shellView(port) {
  return {...quiet, tone: 'running', shape: 'shell', word: words.shellOpen, serial: port.serial ?? '',
    detail: port.engineer === '-' ? [words.shellOfSomebody] : [words.shellOf(port.engineer), port.engineer]};
}

/** @param {any} port @param {any} progress @param {number} now @param {Turn} [turn] @returns {TileView} */
function stateView(port, progress, now, turn) {
  if (!port) {
    return {...quiet, tone: 'waiting', shape: 'none', word: words.unknown};
  }
  const serial = port.serial ?? '';
  switch (port.state) {
    case 'empty':
      return port.reserved
        ? {...quiet, tone: 'act', shape: 'plug', word: words.plugInNow, loud: true, serial: port.reserved}
        : {...quiet, tone: 'waiting', shape: 'empty', word: words.plugIn};
    case 'detected':
      return port.failure
        ? failedView(port, serial)
        : {...quiet, tone: 'waiting', shape: 'look', word: words.look, detail: [words.identifying]};
    case 'awaiting-scan':
      return turn
        ? {...quiet, tone: 'act', shape: 'scan', word: words.scanMe, loud: true, serial, detail: boardLine(port)}
        : {...quiet, tone: 'waiting', shape: 'scan', word: words.itsTurn, serial, detail: boardLine(port)};
    case 'running':
      return runningView(port, progress, serial, now);
    case 'retrying':
      return {
        ...quiet,
        tone: 'retry',
        shape: 'retry',
        word: words.inSeconds(Math.max(0, Math.ceil((Date.parse(port.dueAt) - now) / 1000))),
        aside: tries(port),
        serial,
        detail: line(failureLine(port.failure)),
        done: progress?.done ?? 0,
      };
    case 'passed':
      return {...quiet, tone: 'passed', shape: 'passed', word: words.unplug, loud: true, serial, detail: [clock(port.seconds)]};
    case 'failed':
      return failedView(port, serial);
    case 'quarantined':
      return {...quiet, tone: 'failed', shape: 'quarantined', word: CALL_ENGINEER, loud: true, detail: line(port.reason)};
    case 'disabled':
      return {...quiet, tone: 'waiting', shape: 'disabled', word: words.outOfUse, detail: line(port.reason)};
    default:
      return {...quiet, tone: 'failed', shape: 'quarantined', word: CALL_ENGINEER, loud: true, detail: [String(port.state)]};
  }
}

/** @param {any} port @param {any} progress @param {string} serial @param {number} now @returns {TileView} */
function runningView(port, progress, serial, now) {
  const done = progress?.done ?? 0;
  const share = `${Math.floor(done * 100)}\u00a0%`;
  const left = progress?.secondsLeft !== undefined ? `${clock(progress.secondsLeft)}` : '';
  const said = port.attempt > 1 ? tries(port) : [share];
  const aside = [...(left ? [`${said[0]} · ${words.left(left)}`, `${said[0]} · ${left}`] : []), ...said];
  const rate = progress && progress.bytesPerSecond > 0 ? `${bytes(progress.bytesPerSecond)}/s`.replace(' ', '\u00a0') : '';
  // Joined, so that U-Boot stays in one line.
  const step = port.step.replaceAll('-', '-\u2060');
  // What comes before the first step has no number.
  const names = port.stepNumber > 0 ? [step, `${port.stepNumber}/${port.stepCount}`] : [step];
  // What the board says while it works stands beside the step where there is room, alone where there is less.
  const told = progress?.said ? [`${step}\u00a0· ${progress.said}`, progress.said] : [];
  const detail = [...told, ...names].map(name => [name, rate].filter(Boolean).join('\u00a0· '));
  if (port.question) {
    const {text, answers} = port.question;
    return {...quiet, tone: 'act', shape: 'ask', word: text, loud: true, prompt: true, line: [text], aside: serial ? [serial] : aside,
      serial, detail: [answers.join(' · ')], answers, done};
  }
  if (port.prompt) {
    const sentence = [...new Set([port.prompt, clauses(port.prompt)[0]])];
    if (port.urgentFrom && now >= Date.parse(port.urgentFrom)) {
      return {...quiet, tone: 'act', shape: 'hand', word: port.prompt, loud: true, prompt: true, line: sentence, aside, serial, detail, done};
    }
    return {...quiet, tone: 'running', shape: 'running', word: words.wait, line: sentence, aside, serial, detail, done};
  }
  return {...quiet, tone: 'running', shape: 'running', word: words.wait, aside, serial, detail, done};
}

/** Which try it is. @param {any} port */
function tries(port) {
  return [words.tryOf(port.attempt, port.attempts), words.tryBriefly(port.attempt, port.attempts)];
}

/** @param {string|undefined} text @returns {string[]} */
function line(text) {
  return text ? [text] : [];
}

/**
 * What to do, and what else there is to know: a recipe's sentence, cut at its first bracket, stop or dash.
 * @param {string} prompt @returns {[string, string]}
 */
export function clauses(prompt) {
  const cut = /^(.{6,}?)(?:\s*\((.+)\)\.?|[.;:]\s+(.+)|\s+[-\u2013\u2014]\s+(.+))$/.exec(prompt);
  return cut ? [cut[1], cut[2] ?? cut[3] ?? cut[4]] : [prompt, ''];
}

/** @param {any} port @param {string} serial @returns {TileView} */
function failedView(port, serial) {
  const failure = port.failure ?? {};
  const person = failure.class === 'operator';
  const unrecorded = port.state === 'failed' && port.ledgerSeq == null;
  return {
    ...quiet,
    tone: person ? 'act' : 'failed',
    shape: person ? 'scan' : 'failed',
    word: unrecorded ? CALL_ENGINEER : words.cures[failure.cure] ?? CALL_ENGINEER,
    loud: true,
    serial,
    detail: line(unrecorded ? words.notRecorded : failureLine(failure)),
  };
}

/** @param {any} failure */
function failureLine(failure) {
  return failure ? words.failures[failure.code] ?? failure.code ?? '' : '';
}

/** @param {any} port */
function boardLine(port) {
  const board = port.board ?? {};
  return line([String(board.mode ?? '').toUpperCase(), board.chip].filter(Boolean).join(' · '));
}

/** Seconds as m:ss. @param {number} seconds */
export function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Bytes for people. @param {number} count */
export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

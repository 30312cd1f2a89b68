// Where the tiles stand, and what a tile of that size has room for. Pure: it knows sizes only, no states, so that nothing
// moves while work goes on.
import {choose} from './fit.js';
import {words} from './words.js';

/**
 * What a tile has room for, in CSS pixels.
 * @typedef {object} Face
 * @property {number} width of what is in it @property {number} height
 * @property {number} pad @property {number} bar the height of the bar
 * @property {number} top the slot's number @property {number} small what stands beside it
 * @property {number} serial 0 = it has no place @property {number} detail the same @property {number} lines of the detail
 * @property {boolean} beside whether serial and detail stand in one line
 * @property {number} least the least size of small letters
 */

/** A word stands in full while its letters have this; then in its short form. */
const FULL = 15;

/** Letters below this are for nobody: the tiles scroll instead. */
const LEAST_WORD = 11;
const LEAST_SMALL = 11;
const LEAST_TILE = {width: 72, height: 44};
const BORDER = 2;

/** From how high on a tile has place for the detail, for the unit in a line of its own, and for two lines of detail. */
const LOW = 76;
const TALL = 100;
const VERY_TALL = 150;

/** The height of a line of small letters, of their size. */
export const ROW = 1.2;
const WEIGHT = 750;
const LEADING = 1.12;

/** The bench's own shape stays unless another makes the words more than this much bigger; then its rows are folded. */
const BENCH = 1.1;
const FOLDED = 1.04;

/**
 * @param {number} width of the tile @param {number} height
 * @returns {Face}
 */
export function face(width, height) {
  const pad = between(4, 0.035 * Math.min(width, height), 14);
  const inner = {width: width - 2 * BORDER - 2 * pad, height: height - 2 * BORDER};
  const bar = Math.round(between(4, 0.045 * height, 18));
  // A low tile has unit and detail in one line.
  const beside = height < TALL && width > 2 * height;
  const top = Math.min(between(13, Math.min((beside ? 0.18 : 0.14) * height, 0.13 * width), 72), inner.height / 3);
  const small = Math.max(LEAST_SMALL, 0.68 * top);
  const below = beside ? 0.14 * height : Math.min(0.1 * height, 0.1 * width);
  const serial = height >= TALL || beside ? between(12, below, 56) : 0;
  const detail = height >= LOW ? between(LEAST_SMALL, 0.85 * below, 44) : 0;
  return {...inner, pad, bar, top, small, serial, detail, lines: height >= VERY_TALL ? 2 : 1, beside, least: LEAST_SMALL};
}

/** How high unit and detail are in all. @param {Face} tile */
export function belowWord({serial, detail, lines, beside}) {
  return ROW * (beside ? Math.max(serial, detail) : serial + detail * lines);
}

/** The room for the word. @param {Face} tile */
export function wordRoom(tile) {
  const height = tile.height - 2 * tile.pad - tile.bar - 1.1 * tile.top - belowWord(tile);
  return {width: tile.width, height, weight: WEIGHT, leading: LEADING};
}

/**
 * A word as it stands in a tile.
 * @param {string} word @param {import('./fit.js').Box} room
 */
export function inTile(word, room) {
  const whole = choose([{text: word, measure: word.replace(/[0-9]+/, '00')}], room);
  const short = words.shorter[word];
  return short && whole.size < FULL ? choose([{text: short}], room) : whole;
}

/** The size in which every word that calls a person fits. @param {Face} tile */
function wordSize(tile) {
  const room = wordRoom(tile);
  const sizes = CALLS.map(word => inTile(word, room));
  const size = Math.min(...sizes.map(fitted => fitted.size));
  // A word in full is worth more than a big short one.
  return sizes.every((fitted, at) => fitted.text === CALLS[at]) ? size : Math.min(size, FULL - 0.1);
}

/** What calls a person, whatever the recipe. */
const CALLS = [...Object.values(words.cures), words.scanMe, words.plugInNow, words.unplug];

/**
 * @typedef {object} Grid
 * @property {number} columns @property {number} rows
 * @property {Map<string, {row: number, column: number}>} places by slot
 * @property {Face} face @property {number} word the size in which every word fits
 * @property {boolean} scrolls whether the rows are higher than the room for them @property {number} height of a row @property {number} gap between them
 */

/**
 * The arrangement with the biggest words: as the bench stands, or with its rows folded, or in reading order.
 * @param {any[]} slots with row and column on the bench @param {number} width @param {number} height @param {number} gap
 * @returns {Grid}
 */
export function arrange(slots, width, height, gap) {
  const rows = Math.max(1, ...slots.map(slot => slot.row));
  const columns = Math.max(1, ...slots.map(slot => slot.column));
  let best = grid(slots, rows, columns, folded(columns), width, height, gap);
  let value = best.word * BENCH;
  const consider = (/** @type {Grid} */ other, /** @type {number} */ favour) => {
    if (other.word * favour > value) {
      best = other;
      value = other.word * favour;
    }
  };
  for (let parts = 2; parts <= columns; parts++) {
    const across = Math.ceil(columns / parts);
    consider(grid(slots, rows * Math.ceil(columns / across), across, folded(across, Math.ceil(columns / across)), width, height, gap), FOLDED);
  }
  const order = new Map([...slots].sort((a, b) => a.row - b.row || a.column - b.column).map((slot, at) => [slot.slot, at]));
  for (let across = 1; across <= slots.length; across++) {
    const flow = (/** @type {any} */ slot) => place(/** @type {number} */ (order.get(slot.slot)), across);
    consider(grid(slots, Math.ceil(slots.length / across), across, flow, width, height, gap), 1);
  }
  return best.word >= LEAST_WORD ? best : scrolling(slots, order, width, gap);
}

/** @param {number} at @param {number} across */
function place(at, across) {
  return {row: 1 + Math.floor(at / across), column: 1 + (at % across)};
}

/** @param {number} across @param {number} [parts] of each row of the bench */
function folded(across, parts = 1) {
  return (/** @type {any} */ slot) => {
    const {row, column} = place(slot.column - 1, across);
    return {row: (slot.row - 1) * parts + row, column};
  };
}

/**
 * @param {any[]} slots @param {number} rows @param {number} columns
 * @param {(slot: any) => {row: number, column: number}} where @param {number} width @param {number} height @param {number} gap
 * @returns {Grid}
 */
function grid(slots, rows, columns, where, width, height, gap) {
  const row = (height - gap * (rows - 1)) / rows;
  const tile = face((width - gap * (columns - 1)) / columns, row);
  const word = tile.width > 0 && wordRoom(tile).height > 0 ? wordSize(tile) : 0;
  return {columns, rows, places: new Map(slots.map(slot => [slot.slot, where(slot)])), face: tile, word, scrolls: false, height: row, gap};
}

/** @param {any[]} slots @param {Map<string, number>} order @param {number} width @param {number} gap @returns {Grid} */
function scrolling(slots, order, width, gap) {
  const across = Math.max(1, Math.floor((width + gap) / (LEAST_TILE.width + gap)));
  const rows = Math.ceil(slots.length / across);
  const flow = (/** @type {any} */ slot) => place(/** @type {number} */ (order.get(slot.slot)), across);
  return {...grid(slots, rows, across, flow, width, rows * (LEAST_TILE.height + gap) - gap, gap), scrolls: true};
}

/** @param {number} least @param {number} wanted @param {number} most */
function between(least, wanted, most) {
  return Math.max(least, Math.min(wanted, most));
}

// How big a text can be in a box: pure but for the width of letters, which the browser knows.

/**
 * What a text may say, best first: its full form, then shorter ones. `measure` stands for texts whose figures change, so
 * that their size does not change with them.
 * @typedef {{text: string, measure?: string}} Form
 * @typedef {{width: number, height: number, weight?: number, leading?: number, least?: number, most?: number}} Box
 * @typedef {{text: string, size: number, width: number}} Fitted what it says, how big, and how wide it is in one line
 */

const PROBE = 100;
const MOST_KNOWN = 4000;

/** Letters are placed in whole pixels in some sizes: a text is told that it has a little less room. */
const SAFETY = 0.97;

/** @type {Map<string, number>} */
const known = new Map();
/** @type {CanvasRenderingContext2D|null} */
let canvas = null;

/** How wide a text is at a size of 1 px. @param {string} text @param {number} weight */
export function widthOf(text, weight) {
  const key = `${weight} ${text}`;
  let width = known.get(key);
  if (width === undefined) {
    canvas ??= /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
    canvas.font = `${weight} ${PROBE}px ${getComputedStyle(document.documentElement).fontFamily}`;
    width = canvas.measureText(text).width / PROBE;
    if (known.size >= MOST_KNOWN) {
      known.clear();
    }
    known.set(key, width);
  }
  return width;
}

/**
 * The greatest size at which a text, broken at its spaces only, fits into a box; 0 when it fits in none.
 * @param {string} text @param {Box} box
 */
export function sizeOf(text, {width, height, weight = 400, leading = 1, least = 1, most = Infinity}) {
  if (!text) {
    return Math.min(most, height);
  }
  const parts = text.split(' ').map(part => widthOf(part, weight));
  const space = widthOf(' ', weight);
  const room = width * SAFETY;
  const fits = (/** @type {number} */ size) => linesOf(parts, space, room / size) * size * leading <= height;
  let low = Math.min(most, height / leading, room / Math.max(...parts));
  if (low < least) {
    return 0;
  }
  if (fits(low)) {
    return low;
  }
  let high = low;
  low = least;
  if (!fits(low)) {
    return 0;
  }
  while (high - low > 0.25) {
    const middle = (low + high) / 2;
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/** @param {number[]} parts @param {number} space @param {number} room */
function linesOf(parts, space, room) {
  let lines = 1;
  let used = -space;
  for (const part of parts) {
    if (used + space + part > room && used > 0) {
      lines++;
      used = -space;
    }
    used += space + part;
  }
  return lines;
}

/**
 * The first form that fits at the least size or more; an empty one of size 0 when none does.
 * @param {Form[]} forms @param {Box} box @returns {Fitted}
 */
export function choose(forms, box) {
  for (const {text, measure} of forms) {
    const size = sizeOf(measure ?? text, box);
    if (size > 0) {
      return {text, size, width: widthOf(measure ?? text, box.weight ?? 400) * size};
    }
  }
  return {text: '', size: 0, width: 0};
}

/** A name that is too long, as its end: units of a batch differ there. @param {string} name @returns {Form[]} */
export function ends(name) {
  const shorter = [24, 16, 12, 8, 6, 5, 4].filter(length => length < name.length - 1);
  return [{text: name}, ...shorter.map(length => ({text: `…${name.slice(-length)}`}))];
}

/** A sentence that is too long, as its first words. @param {string} sentence @returns {Form[]} */
export function begins(sentence) {
  const words = sentence.split(' ');
  return [{text: sentence}, ...words.slice(1).map((word, cut) => ({text: `${words.slice(0, words.length - 1 - cut).join(' ')} …`}))];
}

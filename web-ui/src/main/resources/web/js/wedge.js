// What keyboard-wedge scanners do to a scan, undone. Pure: no DOM, time comes in.

/** Control characters are shown, and kept in the field, as their picture (U+2400 + code); GS is ␝. */
export const GS_SHOWN = '\u241d';

/** What the field holds for what arrived. U+F70B is how macOS keyboards deliver GS. @param {string} text */
export function shown(text) {
  return text.replaceAll('\uf70b', '\u001d')
    .replace(/[\u0000-\u001f]/g, c => String.fromCharCode(0x2400 + c.charCodeAt(0)));
}

/** What is sent for what the field holds. @param {string} text */
export function raw(text) {
  return text.replace(/[\u2400-\u241f]/g, c => String.fromCharCode(c.charCodeAt(0) - 0x2400));
}

/**
 * The control character that a Ctrl chord stands for, or '' for none of the scanner's. Enter's own forms (Ctrl+J, Ctrl+M) give '\n'.
 * @param {{ctrlKey: boolean, altKey: boolean, metaKey: boolean, key: string, code: string}} event
 */
export function controlOf(event) {
  if (!event.ctrlKey || event.altKey || event.metaKey) {
    return event.key === '\uf70b' || event.key === '\u001d' ? '\u001d' : '';
  }
  const key = event.key.toLowerCase();
  if (key === ']' || key === '\u001d' || event.code === 'BracketRight') return '\u001d';
  if (key === '^' || key === '6') return '\u001e';
  if (key === 'd') return '\u0004';
  if (key === 'j' || key === 'm') return '\n';
  return '';
}

/** Collects Alt+029 on the number pad: digits while Alt is down, the character when it comes up. */
export class AltCode {
  #digits = '';

  /** @param {string} key @returns {boolean} whether the key was a digit of a code */
  digit(key) {
    if (!/^[0-9]$/.test(key)) {
      return false;
    }
    this.#digits += key;
    return true;
  }

  /** Alt came up. @returns {string} the character, '' for none */
  up() {
    const code = Number.parseInt(this.#digits || '0', 10);
    this.#digits = '';
    return code > 0 && code < 256 ? String.fromCharCode(code) : '';
  }
}

/** A busy browser or a radio scanner may pause in mid-scan; half a serial must never count as a whole one. */
const IDLE = 350;

/** Tells a scanner, which needs no terminator, from a person typing, by the pace of the keys. */
export class Pace {
  #count = 0;
  #last = 0;
  #widest = 0;

  reset() {
    this.#count = 0;
    this.#widest = 0;
  }

  /** A key came. @param {number} at ms */
  key(at) {
    if (this.#count > 0) {
      this.#widest = Math.max(this.#widest, at - this.#last);
    }
    this.#count++;
    this.#last = at;
  }

  /** Idle time after which what has come is a whole scan, ms; 0 = a person types, wait for Enter. */
  idle() {
    const machine = this.#count >= 4 ? this.#widest <= 50 : this.#count >= 2 && this.#widest <= 15;
    return machine ? IDLE : 0;
  }
}

// Which desk this page is, and what the station says of it.

const KEY = 'gangway-desk';
const FORM = /^[A-Za-z0-9_-]{16,64}$/;

/**
 * What holds at this desk; what has an end is over then.
 * @typedef {{badge?: string, badgeUntil?: string, reworkUntil?: string, slot?: string, slotUntil?: string}} DeskState
 */

/** Its name, which this page alone knows. It stays while the tab is open: over reloads, and on the other page too. */
export const desk = kept() ?? fresh();

/** @returns {string|null} */
function kept() {
  try {
    const name = sessionStorage.getItem(KEY);
    return name && FORM.test(name) ? name : null;
  } catch {
    return null;
  }
}

/** @returns {string} */
function fresh() {
  const name = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  try {
    sessionStorage.setItem(KEY, name);
  } catch {
    // A browser that keeps nothing: the desk lasts until the page is loaded again.
  }
  return name;
}

/**
 * What of it still holds: the badge, the seconds in which a rework may be scanned (0 = none), the chosen slot.
 * @param {DeskState} state @param {number} now the station's time, ms
 */
export function holding(state, now) {
  const left = (/** @type {string|undefined} */ until) => (until ? Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)) : 0);
  return {
    badge: left(state.badgeUntil) > 0 ? state.badge ?? '' : '',
    rework: left(state.reworkUntil),
    slot: left(state.slotUntil) > 0 ? state.slot ?? '' : '',
  };
}

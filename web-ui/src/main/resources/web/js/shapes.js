// One shape per state, so that no state is told by colour alone. 24 × 24, drawn with the text's colour.
import {svg} from 'lit';

const stroke = (/** @type {string} */ d) =>
  svg`<path d=${d} fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`;
const fill = (/** @type {string} */ d) => svg`<path d=${d} fill="currentColor"/>`;

/** @type {Record<string, unknown>} */
export const shapes = {
  none: '',
  empty: svg`<rect x="4" y="4" width="16" height="16" rx="3" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 4"/>`,
  look: svg`<circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" stroke-width="3" stroke-dasharray="2.5 4"/>`,
  plug: stroke('M12 3v12M6 10l6 6 6-6M4 21h16'),
  scan: fill('M2 4h3v16H2zM7 4h1.5v16H7zM10.500 4h4v16h-4zM16.500 4H18v16h-1.500zM20 4h2v16h-2z'),
  hand: stroke('M12 3.5L22 20.5H2zM12 10v4M12 17.2v.01'),
  ask: stroke('M8 8.5a4 4 0 1 1 6 3.500c-1.500 1-2 1.500-2 3.500M12 20v.01'),
  running: fill('M6 3.500v17L20.500 12z'),
  retry: stroke('M19.500 12a7.500 7.500 0 1 1-2.500-5.600M18 2.500v4.500h-4.500'),
  passed: stroke('M3.500 13l6 6L20.500 5.500'),
  failed: stroke('M5 5l14 14M19 5L5 19'),
  quarantined: stroke('M8.300 3h7.400L21 8.300v7.400L15.700 21H8.300L3 15.700V8.300zM12 7.500v5.500M12 16.500v.01'),
  shell: stroke('M4 6l6 6-6 6M12 19h8'),
  disabled: stroke('M12 3.500a8.500 8.500 0 1 0 .01 0M6 18L18 6'),
};

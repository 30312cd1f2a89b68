// The words of the page's language. A further language is a further file with the same names.
import {words as english} from './words.en.js';

/** @type {typeof english} */
export const words = english;

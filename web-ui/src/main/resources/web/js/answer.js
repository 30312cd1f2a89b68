// What a person answers to a slot that asks.
import {post} from './scan-queue.js';
import {words} from './words.js';

/**
 * Sends an answer to the question that a slot shows; what became of it, as a scan's outcome.
 * @param {any} port the slot's status, with its question @param {string} answer
 */
export async function give(port, answer) {
  const path = `/api/v1/ports/${encodeURIComponent(port.port)}/command`;
  const {job, attempt, stepNumber} = port;
  const told = await post(path, {command: 'answer', answer, job, attempt, step: stepNumber}).catch(() => null);
  if (told === null) {
    return {outcome: 'refused', message: words.panel.failed};
  }
  return told.outcome === 'refused' ? told : {outcome: 'done', message: words.panel.answered(port.slot, answer)};
}

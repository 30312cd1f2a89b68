// The head's parts that only show: what became of a scan, today's figures, Kafka. Pure templates.
import {html, nothing, svg} from 'lit';
import {words} from './words.js';

const ALERT = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 5l14 14M19 5L5 19" fill="none" stroke="currentColor" stroke-width="3.500" stroke-linecap="round"/></svg>`;
const GOOD = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M3.500 13l6 6L20.500 5.500" fill="none" stroke="currentColor" stroke-width="3.500" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/**
 * The line under the scan field, and below it the other refusals that stand.
 * @param {{first: any, refused: any[], done: any[]}} answers
 * @param {string} sending what is being asked right now
 * @param {number} waiting how many scans wait behind it
 * @param {any[]} pools what is left for units to come
 */
export function outcomeLine(answers, sending, waiting, pools) {
  // A refusal needs its whole line.
  const refused = !sending && answers.first?.outcome === 'refused';
  const below = refused ? answers.done : [];
  return html`${firstLine(answers.first, refused ? [] : answers.done, sending, waiting, pools)}${answers.refused.length + below.length === 0 ? nothing
    : html`<div class="refusals" role="alert">${answers.refused.map(scan => html`<p>${refusal(scan)}</p>`)}
      ${below.map(scan => html`<p class="good">${GOOD}${goodWords(scan)}</p>`)}</div>`}`;
}

/** @param {any} scan */
function refusal(scan) {
  return html`${ALERT}<b>${scan.shown ? `${scan.shown}: ` : ''}</b><span>${scan.message}</span>${scan.desk ? html`<small>${scan.desk}</small>` : nothing}`;
}

/** That an engineer should add values soon; nothing where no pool is low from which a recipe of now draws. @param {any[]} pools */
function fewLeft(pools) {
  const low = pools.filter(pool => pool.needed && pool.state === 'low');
  return low.length === 0 ? nothing : html`<a class="few" href="/flash">${words.pools.few(low)}</a>`;
}

/** @param {any} scan @param {any[]} done @param {string} sending @param {number} waiting @param {any[]} pools */
function firstLine(scan, done, sending, waiting, pools) {
  const more = done.length === 0 && waiting === 0 ? nothing
    : html`<span class="more">${[...done.map(each => words.scan.doneBefore(each.serial ?? each.shown, each.slot ?? '')), ...(waiting > 0 ? [words.scan.queued(waiting)] : [])].join(' · ')}</span>`;
  if (sending) {
    return html`<div id="outcome" role="status" class="outcome">${words.scan.checking(sending)} ${more}</div>`;
  }
  if (!scan) {
    return html`<div id="outcome" role="status" class="outcome">${words.scan.ready}${fewLeft(pools)}</div>`;
  }
  if (scan.outcome === 'refused') {
    return html`<div id="outcome" role="alert" class="outcome refused">${refusal(scan)} ${more}</div>`;
  }
  return html`<div id="outcome" role="status" class="outcome good">${GOOD}<span>${goodWords(scan)}</span> ${more}${more === nothing ? fewLeft(pools) : nothing}</div>`;
}

/** @param {any} scan */
function goodWords(scan) {
  switch (scan.outcome) {
    case 'started': return words.scan.started(scan.serial, scan.slot);
    case 'waiting': return scan.slot ? words.scan.waitingAt(scan.serial, scan.slot) : words.scan.waiting(scan.serial);
    case 'slot-chosen': return words.scan.slotChosen(scan.slot);
    default: return scan.message ?? scan.shown;
  }
}

/** @param {any} counters today's figures, null while unknown */
export function figures(counters) {
  if (!counters) {
    return html`<div class="figures"></div>`;
  }
  const tried = counters.firstTried > 0;
  return html`<div class="figures">
    <span><b>${counters.passed}</b> ${words.header.passed}</span>
    <span><b>${counters.failed}</b> ${words.header.failed}</span>
    ${tried ? html`<span><b>${percent(counters.firstPassed / counters.firstTried)} %</b> ${words.header.firstPass}</span>` : nothing}
    ${counters.passed > 0 ? html`<span><b>${Math.round(counters.meanSeconds)} s</b> ${words.header.each}</span>` : nothing}
  </div>`;
}

/** What a lesson of the port map asks for; null when none is held. @param {any} map */
export function lesson(map) {
  return map?.lesson ? html`<p class="lesson" role="status">${map.lesson.asking ? words.ports.askingAtLine(map.lesson.asking) : words.ports.plug}</p>` : null;
}

/**
 * That the next serial may have passed before: nobody may overlook it. Null when it may not.
 * @param {number} seconds for how long @param {string} who allowed it
 */
export function rework(seconds, who) {
  return seconds > 0 ? html`<p class="rework"><b role="alert">${words.desk.rework}</b> <span>${words.desk.reworkFor(who, seconds)}</span></p>` : null;
}

/** Whose badge counts here, and how it ends. @param {string} who @param {() => void} end */
export function badge(who, end) {
  return who ? html`<span class="badge">${words.desk.badge(who)}</span> <button class="end-badge" @click=${end}>${words.desk.end}</button>` : nothing;
}

/** @param {any} under */
export function lessonWords(under) {
  return under.asking ? words.ports.asking(under.asking, under.suggestion) : words.ports.plug;
}

/** Rounded down, so that 100 % means all. @param {number} share */
export function percent(share) {
  const tenths = Math.floor(share * 1000 + 1e-9) / 10;
  return tenths === 100 ? '100' : tenths.toFixed(1);
}

/** @param {any} exporting how the outbox stands, null while unknown */
export function kafka(exporting) {
  const state = exporting?.state ?? 'off';
  const text = {connected: words.header.kafka, waiting: words.header.exportWaiting}[state] ?? words.header.exportOff;
  const pending = exporting && exporting.pending > 0 ? words.header.pending(exporting.pending) : '';
  const told = [
    exporting?.problem,
    exporting?.acknowledged > 0 && words.header.acknowledged(exporting.acknowledged),
    exporting?.unproved > 0 && words.header.unproved(exporting.unproved),
  ].filter(Boolean).join(' ');
  return html`<div class="kafka" data-state=${state} title=${told}>
    <svg class="dot" viewBox="0 0 12 12" aria-hidden="true">${state === 'connected'
      ? svg`<circle cx="6" cy="6" r="5"></circle>` : svg`<circle class="ring" cx="6" cy="6" r="4"></circle>`}</svg>
    ${text}${pending ? html` <b>${pending}</b>` : nothing}</div>`;
}

// What became of scans, for as long as a person needs to see it. Pure: time comes in.

/** Until a person has seen an answer, ms. */
const SEEN = {good: 2000, refused: 6000};

/** An answer comes twice: to who asked, and with the news of the line. */
const REMEMBERED = 100;

/**
 * The answers to this page's own scans, and to those of scanners, which every page shows. A refusal stays until the next scan
 * of its desk, and of a burst long enough to be seen.
 */
export class Answers {
  /** Oldest first. @type {{desk: string, scan: any, came: number, over: boolean}[]} */ #all = [];
  /** @type {string[]} */ #known = [];

  /** The next scan begins at a desk. @param {string} desk '' = this page's */
  begin(desk) {
    this.#all.filter(each => each.desk === desk).forEach(each => (each.over = true));
  }

  /** @param {any} scan an answer @param {number} now ms @returns {boolean} whether it is news */
  add(scan, now) {
    const desk = scan.desk ?? '';
    const key = `${desk} ${scan.at} ${scan.shown}`;
    if (this.#known.includes(key)) {
      return false;
    }
    this.#known = [...this.#known.slice(1 - REMEMBERED), key];
    // In a burst the answer to an earlier scan may come when the next one has begun long ago.
    if (!scan.late) {
      this.begin(desk);
    }
    this.#all = [...this.#all.filter(each => stands(each, now)), {desk, scan, came: now, over: false}];
    return true;
  }

  /**
   * What is shown: first of all the newest refusal that waits for its desk's next scan, or the newest answer where none does;
   * then the other refusals that stand, and what else came just now.
   * @param {number} now ms @param {boolean} asking whether another scan is being asked about: that comes first then
   * @returns {{first: any, refused: any[], done: any[]}}
   */
  view(now, asking) {
    const stays = this.#all.findLast(each => isRefused(each.scan) && !each.over);
    const first = asking ? null : stays ?? this.#all.at(-1) ?? null;
    const others = this.#all.filter(each => each !== first && stands(each, now)).map(each => each.scan);
    return {
      first: first?.scan ?? null,
      refused: others.filter(isRefused),
      done: others.filter(scan => !isRefused(scan)),
    };
  }
}

/** @param {any} scan */
function isRefused(scan) {
  return scan.outcome === 'refused';
}

/** @param {{scan: any, came: number, over: boolean}} each @param {number} now */
function stands(each, now) {
  return isRefused(each.scan) ? !each.over || now - each.came < SEEN.refused : now - each.came < SEEN.good;
}

package dev.gangway.station.beside;

import java.util.Arrays;
import java.util.Optional;

/** What can be asked at a station's door. */
enum DoorQuestion {
    /** Who runs here: process, address of the page, version. */
    STATION("station"),
    /** The jobs of a unit. */
    UNIT("ledger.unit"),
    /** A job by its name. */
    JOB("ledger.job"),
    /** The jobs that fit a filter. */
    JOBS("ledger.jobs"),
    /** Which acknowledged records are missing. */
    MISSING("ledger.missing"),
    /** How many values of each pool were handed out. */
    POOLS("ledger.pools"),
    /** What of a pool was handed out. */
    DRAWS("ledger.draws"),
    /** Whether the chain is sound. */
    VERIFY("ledger.verify"),
    /** How the outbox stands. */
    OUTBOX("outbox.status"),
    /** Send jobs again. */
    RESEND("outbox.resend"),
    /** Switch a port's power. */
    POWER("power"),
    /** Plug a virtual board in, or pull it. */
    PLUG("plug"),
    /** Run jobs. */
    FLASH("flash"),
    /** Keep a port for somebody who works on it. */
    HOLD("hold"),
    /** Answer what such jobs ask. */
    ANSWER("answer");

    private final String word;

    DoorQuestion(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** The one that a word names; empty for what only another version asks. */
    static Optional<DoorQuestion> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }
}

package dev.gangway.peer;

import java.util.ArrayList;
import java.util.List;

/** Collects what became of a peer's file. */
final class PeerLog {
    private final List<Told> told = new ArrayList<>();

    void taken(int line, String what, String as) {
        told.add(new Told.TakenOver(line, shown(what), as));
    }

    /** The board would be another one for it. */
    void missing(int line, String what, String why) {
        told.add(new Told.LeftOut(line, shown(what), why, true));
    }

    /** The board is the same without. */
    void needless(int line, String what, String why) {
        told.add(new Told.LeftOut(line, shown(what), why, false));
    }

    List<Told> all() {
        return told;
    }

    private static String shown(String what) {
        String line = what.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > 120 ? line.substring(0, 119) + "…" : line;
    }
}

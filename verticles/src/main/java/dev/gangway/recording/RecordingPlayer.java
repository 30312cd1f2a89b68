package dev.gangway.recording;

import dev.gangway.format.ChpFile;
import dev.gangway.format.ChpRecord;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Meter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/** Plays the parts of a recording to boards within one attempt, and holds that none is left out. One thread. */
public final class RecordingPlayer {
    /** A quarter of a second after an SPL's start was too short for some boards, and NTC's own factory waited twice as long. */
    private static final int PATIENCE = 2;

    private static final int SHOWN = 16;

    private final Attempt attempt;
    private final String image;
    private final Recording recording;

    /**
     * What is played.
     *
     * @param image the recording's name in the recipe
     */
    public RecordingPlayer(Attempt attempt, String image, Recording recording) {
        this.attempt = attempt;
        this.image = image;
        this.recording = recording;
    }

    private String owed(Recording.Part part) {
        return "part " + part.number() + " of " + recording.parts().size() + " of " + image + ", for a board that is "
                + part.device() + " (" + verb(part) + ")";
    }

    private static String verb(Recording.Part part) {
        return part.isFel() ? "fel.play" : "fastboot.play";
    }

    /**
     * The part that comes next; all of them are owed from now on.
     *
     * @param fel whether the board is in its boot ROM
     * @throws FailureException RECIPE_INVALID when the recording goes on with a board in another state, or is at its end
     */
    public Recording.Part next(boolean fel) throws FailureException {
        recording.parts().forEach(part -> attempt.owes(owed(part)));
        Recording.Part next = recording.parts().stream()
                .filter(part -> attempt.isOwed(owed(part)))
                .findFirst()
                .orElseThrow(() -> new FailureException(
                        FailureKind.RECIPE_INVALID, image + " was played to its end: leave this step out"));
        if (next.isFel() != fel) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "next comes " + owed(next) + ": the recipe needs " + verb(next) + " here, and an await before it");
        }
        return next;
    }

    /**
     * Plays a part.
     *
     * @param pipe the board
     * @return whether the board has left; its last answer may be lost then
     * @throws FailureException PROTOCOL_GARBAGE when it answers something else than was recorded, BOARD_REFUSED when that is a
     *     refusal, and what the pipe throws
     */
    public boolean play(Recording.Part part, BoardPipe pipe) throws FailureException {
        Meter meter = attempt.meter();
        meter.expect(part.bytes());
        attempt.wrote(image, part.device());
        ImageData data = recording.data();
        int leaving = leaving(part);
        long compared = 0;
        for (int i = 0; i < part.records().size(); i++) {
            ChpRecord record = part.records().get(i);
            if (i == leaving) {
                attempt.leaving();
            }
            ByteBuffer bytes = data.slice(record.at(), record.length());
            switch (record.kind()) {
                case WAIT, MANIFEST -> {
                    // The board is there; a manifest is for people.
                }
                case COMMENT -> attempt.said(ChpFile.text(bytes));
                case SLEEP -> attempt.pause(Duration.of(PATIENCE * record.argument(), ChronoUnit.MICROS));
                case WRITE -> pipe.send(bytes, meter::moved);
                case READ -> {
                    if (!answer(part, record, bytes, pipe, leaving >= 0 && i > leaving)) {
                        break;
                    }
                    compared += record.length();
                    meter.moved(record.length());
                }
            }
        }
        attempt.note("played", part.records().size() + " records, " + compared + " bytes answered as recorded");
        attempt.settles(owed(part));
        return leaving >= 0;
    }

    /** The record after which the board leaves; -1 = none. */
    private int leaving(Recording.Part part) {
        List<ChpRecord> records = part.records();
        boolean last = part.number() == recording.parts().size();
        for (int i = records.size() - 1; i >= 0; i--) {
            ChpRecord record = records.get(i);
            boolean leaves = part.isFel()
                    ? !last && RecordedFel.isExec(recording.data(), record)
                    : RecordedFastboot.leaves(recording.data(), record);
            if (leaves) {
                return i;
            }
        }
        return -1;
    }

    /** Whether it came; a board that leaves may be gone before its last answer is fetched. */
    private boolean answer(Recording.Part part, ChpRecord record, ByteBuffer wanted, BoardPipe pipe, boolean leaving)
            throws FailureException {
        ByteBuffer came;
        try {
            came = pipe.receive(wanted.duplicate());
        } catch (FailureException e) {
            if (leaving && e.failure().kind() == FailureKind.CABLE_LOST) {
                return false;
            }
            throw e;
        }
        if (came.equals(wanted)) {
            return true;
        }
        boolean refused = !part.isFel() && shown(came).startsWith("FAIL");
        throw new FailureException(
                refused ? FailureKind.BOARD_REFUSED : FailureKind.PROTOCOL_GARBAGE,
                record.text() + " of " + image + ": the board answers " + shown(came) + ", and " + shown(wanted)
                        + " was recorded" + (part.isFel() ? "; is it the same chip that the recording is for?" : ""));
    }

    private static String shown(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(bytes.remaining(), 4 * SHOWN)];
        bytes.duplicate().get(first);
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (!text.isEmpty() && text.matches("[ -~]+")) {
            return text;
        }
        return HexFormat.of().formatHex(first, 0, Math.min(first.length, SHOWN)) + (first.length > SHOWN ? "…" : "");
    }
}

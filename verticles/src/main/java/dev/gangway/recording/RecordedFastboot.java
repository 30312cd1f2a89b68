package dev.gangway.recording;

import dev.gangway.format.ChpRecord;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.SparseImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds what a recording says to a boot loader against fastboot (the project's dossier of fastboot): known commands, downloads as long
 * as they are announced, sparse images that are whole.
 */
final class RecordedFastboot {
    private static final int LONGEST_COMMAND = 64;
    private static final int LONGEST_ANSWER = 4096;
    private static final Pattern DOWNLOAD = Pattern.compile("download:([0-9a-fA-F]{1,8})");
    private static final Pattern COMMAND =
            Pattern.compile("(getvar|flash|erase|set_active):[!-~]{1,56}|continue|reboot|reboot-bootloader");

    private final ImageData data;

    /** How many bytes of a download are missing. */
    private long missing;

    private boolean asked;

    RecordedFastboot(ImageData data) {
        this.data = data;
    }

    void check(List<ChpRecord> records) throws FormatException {
        ChpRecord last = records.get(0);
        for (ChpRecord record : records) {
            if (record.kind() == ChpRecord.Kind.WRITE) {
                sent(record);
            } else if (record.kind() == ChpRecord.Kind.READ) {
                received(record);
            }
            last = record;
        }
        if (missing > 0) {
            throw wrong(last, "ends " + missing + " bytes before the end of a download");
        }
    }

    private void sent(ChpRecord record) throws FormatException {
        if (missing > 0) {
            if (record.length() > missing) {
                throw wrong(record, "sends " + record.length() + " bytes, and the download has " + missing);
            }
            if (record.length() == missing) {
                whole(record);
            }
            missing -= record.length();
            return;
        }
        String command = record.length() > LONGEST_COMMAND ? "" : text(data, record);
        Matcher download = DOWNLOAD.matcher(command);
        if (download.matches()) {
            missing = Long.parseLong(download.group(1), 16);
            if (missing == 0) {
                throw wrong(record, "announces a download of nothing");
            }
        } else if (!COMMAND.matcher(command).matches()) {
            throw wrong(
                    record, "is none of fastboot's commands that flash: \"" + command.replaceAll("[^ -~]", "?") + "\"");
        }
        asked = true;
    }

    /** A piece that is one record and begins as a sparse image does has to be one. */
    private void whole(ChpRecord record) throws FormatException {
        ImageData piece = ImageData.of(data.slice(record.at(), record.length()));
        if (SparseImage.startsLikeOne(piece)) {
            try {
                SparseImage.parse(piece);
            } catch (FormatException e) {
                throw wrong(record, "sends a sparse image that is none: " + e.getMessage());
            }
        }
    }

    private void received(ChpRecord record) throws FormatException {
        if (record.length() == 0 || record.length() > LONGEST_ANSWER) {
            throw wrong(record, "expects an answer of " + record.length() + " bytes");
        }
        if (!asked) {
            throw wrong(record, "expects an answer to nothing");
        }
    }

    static String text(ImageData data, ChpRecord record) {
        return StandardCharsets.ISO_8859_1
                .decode(data.slice(record.at(), record.length()))
                .toString();
    }

    /** Whether the board leaves fastboot after a record's command. */
    static boolean leaves(ImageData data, ChpRecord record) {
        return record.kind() == ChpRecord.Kind.WRITE
                && record.length() <= LONGEST_COMMAND
                && text(data, record).matches("continue|reboot|reboot-bootloader");
    }

    private static FormatException wrong(ChpRecord record, String why) {
        return new FormatException("recording: " + record.text() + " " + why);
    }
}

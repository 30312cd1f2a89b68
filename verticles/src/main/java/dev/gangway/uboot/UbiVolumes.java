package dev.gangway.uboot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ubi info l} says of the volumes of a UBI. */
final class UbiVolumes {
    private static final Pattern BEGIN = Pattern.compile("\\bvol_id +([0-9]+)$");
    private static final Pattern BLOCKS = Pattern.compile("\\breserved_pebs +([0-9]+)$");
    private static final Pattern BLOCK = Pattern.compile("\\busable_leb_size +([0-9]+)$");
    private static final Pattern NAME = Pattern.compile("\\bname {2,}(\\S+)$");

    /** UBI's own volumes have numbers from here on (UBI_INTERNAL_VOL_START). */
    private static final long INTERNAL = 0x7fffffff - 4096L;

    private UbiVolumes() {}

    /** What volumes have room for, bytes, by their names. */
    static Map<String, Long> rooms(List<String> lines) {
        Map<String, Long> rooms = new LinkedHashMap<>();
        long id = -1;
        long blocks = 0;
        long block = 0;
        for (String line : lines) {
            id = number(BEGIN, line, id);
            blocks = number(BLOCKS, line, blocks);
            block = number(BLOCK, line, block);
            Matcher name = NAME.matcher(line);
            if (name.find() && id >= 0 && id < INTERNAL) {
                rooms.put(name.group(1), blocks * block);
            }
        }
        return rooms;
    }

    private static long number(Pattern pattern, String line, long otherwise) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
    }
}

package dev.gangway.dfu;

import dev.gangway.channel.UsbIdentity;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What boards do otherwise than they say (the project's DFU dossier, sections 7 and 8). */
enum DfuQuirk {
    /** The time that it says not to ask again is nonsense: 5 ms do. */
    POLL_IS_NONSENSE,
    /** It says DFU 1.0 and speaks 1.1. */
    IS_VERSION_11,
    /** Its layout's page size is wrong, its size stands in its serial. */
    LAYOUT_IN_SERIAL,
    /** It programs two bytes at a time: an odd last one gets a neighbour. */
    EVEN_LENGTH;

    /**
     * For whom one holds.
     *
     * @param quirk what holds
     * @param ids {@code vvvv:pppp}, a range of products as {@code vvvv:pppp-pppp}
     * @param release bcdDevice, null = any
     */
    private record Rule(
            DfuQuirk quirk, List<String> ids, @Nullable Integer release) {
        boolean fits(UsbIdentity identity) {
            return (release == null || release == identity.bcdDevice())
                    && ids.stream().anyMatch(id -> fits(id, identity));
        }

        private static boolean fits(String id, UsbIdentity identity) {
            int least = Integer.parseInt(id.substring(5, 9), 16);
            int most = id.length() > 9 ? Integer.parseInt(id.substring(10), 16) : least;
            return id.startsWith(String.format(Locale.ROOT, "%04x:", identity.vid()))
                    && identity.pid() >= least
                    && identity.pid() <= most;
        }
    }

    private static final List<Rule> RULES = List.of(
            // Openmoko and FIC, VOTI, M-Audio; two of Siemens' while their release is 0.
            new Rule(
                    POLL_IS_NONSENSE,
                    List.of("1d50:5117-5126", "1457:5117-5126", "16c0:0762", "16c0:076b", "16c0:076c", "0763:2806"),
                    null),
            new Rule(POLL_IS_NONSENSE, List.of("0908:02c4", "0908:02c5"), 0),
            // LeafLabs Maple.
            new Rule(IS_VERSION_11, List.of("1eaf:0003"), 0x0200),
            // GigaDevice GD32VF103.
            new Rule(LAYOUT_IN_SERIAL, List.of("28e9:0189"), null),
            // Spark Core.
            new Rule(EVEN_LENGTH, List.of("1d50:607f"), null));

    /** The quirks of a board. */
    static Set<DfuQuirk> of(UsbIdentity identity) {
        Set<DfuQuirk> quirks = EnumSet.noneOf(DfuQuirk.class);
        RULES.stream().filter(rule -> rule.fits(identity)).forEach(rule -> quirks.add(rule.quirk()));
        return quirks;
    }
}

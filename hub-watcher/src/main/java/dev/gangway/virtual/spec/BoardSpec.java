package dev.gangway.virtual.spec;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.BoardSettings;
import dev.gangway.virtual.allwinner.Sid;
import dev.gangway.virtual.allwinner.SpiChip;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultText;
import dev.gangway.virtual.uboot.GadgetSerial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A virtual board as text: {@code KIND[:key=value,…]}, for example
 * {@code allwinner:soc=h3,sid=…,then=fastboot,fault=stall@4096}.
 *
 * @param settings what the board is made of
 * @param then what a started U-Boot without a script does: {@code fastboot} or {@code prompt}
 * @param flash the board's flash by the name of its chip, {@code none} for none
 * @param serial what a started U-Boot's fastboot gadget shows
 */
public record BoardSpec(BoardSettings settings, String then, String flash, GadgetSerial serial) {
    private static final String KIND = "allwinner";
    private static final String KEYS = """
              soc=NAME        the chip: a13 (also r8, gr8), a20, h3, a64 or any other that `gangway fel list-socs` names;
                              default h3
              sid=W:W:W:W     its security id, four words of 8 hex digits; default: made from the seed
              seed=N          another seed, another board; default 0
              dram=MIB        size of the DRAM, 16 to 2048; default 512
              then=WHAT       what a started U-Boot without a script does: fastboot (default) or prompt
              flash=CHIP      the flash chip; default: none, and Toshiba_512M_SLC on the a13
              fastboot-serial=WHAT  what U-Boot's fastboot gadget shows: derived from the sid (default), none, env:TEXT for
                              a serial# in its environment, or other-sid[:W:W:W:W] for that of another chip
              fel=STRAP       held (default), free, or a time after which the button is let go, as 20s
              spi=CHIP        the SPI flash at the boot pins: none (default) or winbond16m
              secure=YES      the secure-boot fuse is blown: yes or no (default)
              die=1|2         the die, where two have different reset vectors (h616); default 1
              usb=SPEED       full (default) or high
              start=TIME      from power-up to the first appearance; default 10ms
              spl=TIME        how long an SPL sets up the DRAM; default 50ms
              speed=RATE      bytes a second; default: as fast as it goes
              fault=FAULT     what goes wrong; may be given more than once
            """;

    /** What can be written, for help texts. */
    public static String help() {
        return String.format(
                "A board is written KIND[:key=value,...]. Kinds: %s. Keys of %s:%n%sFaults:%n%s",
                KIND, KIND, KEYS, FaultText.help());
    }

    /** A spec with the defaults of this chip. */
    public static BoardSpec of(AllwinnerSoc soc, long seed) {
        return new BoardSpec(
                BoardSettings.of(soc, Sid.of(soc, seed)), "fastboot", flashOf(soc), GadgetSerial.DERIVED);
    }

    /**
     * Reads a spec.
     *
     * @throws IllegalArgumentException saying which part is wrong and what is possible
     */
    public static BoardSpec parse(String text) {
        return parse(text, 0);
    }

    /** Reads a spec; the seed is taken where the text names none. */
    public static BoardSpec parse(String text, long seed) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        if (!kind.equals(KIND)) {
            throw new IllegalArgumentException("no virtual board is called '" + kind + "'; there are: " + KIND);
        }
        Map<String, String> keys = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        for (String pair : rest.isEmpty() ? new String[0] : rest.split(",", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (equals < 0 || value.isEmpty()) {
                throw new IllegalArgumentException("'" + pair + "' is not of the form key=value");
            }
            if (key.equals("fault")) {
                faults.addAll(FaultText.parse(value));
            } else if (keys.put(key, value) != null) {
                throw new IllegalArgumentException("the key '" + key + "' is given twice");
            }
        }
        return of(new Keys(keys), faults, seed);
    }

    private static BoardSpec of(Keys keys, List<Fault> faults, long seed) {
        AllwinnerSoc soc = keys.soc();
        long own = keys.number("seed", seed, 0, Long.MAX_VALUE);
        String id = keys.take("sid", "");
        Sid sid = id.isEmpty() ? Sid.of(soc, own) : Sid.parse(id);
        long rate = keys.number("speed", 0, 1, 100_000_000_000L);
        if (rate > 0) {
            faults.add(new Fault.Slow(0, Fault.ALWAYS, rate));
        }
        boolean secure = keys.choice("secure", "no", "yes").equals("yes");
        if (secure && soc.smcProbe() == 0 && soc.sidBase() != 0x03006000L) {
            throw new IllegalArgumentException(
                    "the " + soc.name() + " has no secure boot in this model; leave out secure");
        }
        String strap = keys.take("fel", "held");
        boolean timed = !strap.equals("held") && !strap.equals("free");
        BoardSettings settings = new BoardSettings(
                soc,
                sid,
                (int) keys.number("dram", 512, 16, 2048),
                secure,
                keys.choice("die", "1", "2").equals("2"),
                keys.choice("usb", "full", "high").equals("high"),
                !strap.equals("free"),
                timed ? Keys.time("fel", strap) : null,
                Keys.time("start", keys.take("start", "10ms")),
                Keys.time("spl", keys.take("spl", "50ms")),
                faults,
                keys.spi());
        String then = keys.choice("then", "fastboot", "prompt");
        String flash = keys.take("flash", flashOf(soc));
        GadgetSerial serial = serial(keys.take("fastboot-serial", "derived"), soc, sid);
        keys.requireEmpty();
        return new BoardSpec(settings, then, flash, serial);
    }

    private static GadgetSerial serial(String text, AllwinnerSoc soc, Sid sid) {
        int colon = text.indexOf(':');
        String argument = colon < 0 ? "" : text.substring(colon + 1);
        String what = colon < 0 ? text : text.substring(0, colon);
        if (text.equals("derived")) {
            return GadgetSerial.DERIVED;
        } else if (text.equals("none")) {
            return GadgetSerial.NONE;
        } else if (what.equals("env") && argument.matches("[!-~]{1,60}")) {
            return new GadgetSerial.FromEnvironment(argument);
        } else if (what.equals("other-sid")) {
            Sid other = colon < 0 ? sid.another() : Sid.parse(argument);
            return new GadgetSerial.BuiltIn(other.serialNumber(soc));
        }
        throw new IllegalArgumentException("fastboot-serial=" + text
                + ": derived, none, env:TEXT (to 60 printable characters) or other-sid[:W:W:W:W] is possible");
    }

    private static String flashOf(AllwinnerSoc soc) {
        return soc.id() == 0x1625 ? "Toshiba_512M_SLC" : "none";
    }

    /** The same with faults added. */
    public BoardSpec withFaults(List<Fault> more) {
        List<Fault> all = new ArrayList<>(settings.faults());
        all.addAll(more);
        return new BoardSpec(settings.withFaults(all), then, flash, serial);
    }

    /** Makes the board; {@code firmware} knows its flash and what may be started in its memory. */
    public AllwinnerBoard board(FirmwareSource firmware, Consumer<String> observer) {
        return new AllwinnerBoard(settings, firmware, observer);
    }

    /** The pairs of a spec, each taken once. */
    private record Keys(Map<String, String> left) {
        private String take(String key, String otherwise) {
            String value = left.remove(key);
            return value == null ? otherwise : value;
        }

        private AllwinnerSoc soc() {
            String name = take("soc", "h3").toLowerCase(Locale.ROOT);
            String real = name.equals("r8") || name.equals("gr8") ? "a13" : name;
            return AllwinnerSoc.ofName(real)
                    .orElseThrow(() -> new IllegalArgumentException("no SoC is called '" + name + "'; there are: "
                            + String.join(
                                    ", ",
                                    AllwinnerSoc.ALL.stream()
                                            .map(soc -> soc.name().toLowerCase(Locale.ROOT))
                                            .toList())));
        }

        private SpiChip spi() {
            String label = take("spi", SpiChip.NONE.label());
            return SpiChip.ofLabel(label)
                    .orElseThrow(
                            () -> new IllegalArgumentException("spi=" + label + ": none or winbond16m is possible"));
        }

        private String choice(String key, String usual, String other) {
            String value = take(key, usual);
            if (!value.equals(usual) && !value.equals(other)) {
                throw new IllegalArgumentException(key + "=" + value + ": " + usual + " or " + other + " is possible");
            }
            return value;
        }

        private long number(String key, long otherwise, long least, long most) {
            String value = left.remove(key);
            if (value == null) {
                return otherwise;
            }
            if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) < least || Long.parseLong(value) > most) {
                throw new IllegalArgumentException(
                        key + "=" + value + ": a whole number from " + least + " to " + most + " is possible");
            }
            return Long.parseLong(value);
        }

        private static Duration time(String key, String value) {
            if (value.matches("[0-9]{1,9}ms")) {
                return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
            }
            if (value.matches("[0-9]{1,9}s")) {
                return Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)));
            }
            throw new IllegalArgumentException(key + "=" + value + ": a time is written 500ms or 3s");
        }

        private void requireEmpty() {
            if (!left.isEmpty()) {
                throw new IllegalArgumentException("an " + KIND + " board has no key '"
                        + left.keySet().iterator().next() + "'; its keys are:" + System.lineSeparator() + KEYS);
            }
        }
    }
}

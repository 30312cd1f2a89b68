package dev.gangway.virtual.gadget;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardIds;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Boards that are fastboot gadgets from power-up on, as those whose own boot loader is asked for it by a button. */
public final class FastbootKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<String> PRODUCT = BoardOption.of(
                    "product", "TEXT", "what getvar:product answers", FastbootKind::word)
            .orElse("gangway");
    private static final BoardOption<String> LOADER = BoardOption.choice(
            "loader", "whose fastboot it speaks: U-Boot's of 2026, or that of AOSP's loaders", "uboot", "aosp");
    /** The partitions of a medium that is no raw flash. */
    public static final BoardOption<Map<String, Long>> PARTITIONS = BoardOption.of(
                    "partitions", "NAME:SIZE+…", "its partitions, sizes with k, M or G", FastbootKind::partitions)
            .orElse("boot:64M+rootfs:4G+userdata:4G");

    private static final BoardOption<Map<String, Long>> LOGICAL = BoardOption.of(
            "logical",
            "NAME:SIZE+…",
            "its logical partitions, which only fastboot of its user space writes; with loader=aosp",
            FastbootKind::partitions);

    private static final BoardOption<Map<String, String>> TYPES = BoardOption.of(
            "types",
            "NAME:TYPE+…",
            "what getvar:partition-type answers, such as userdata:ext4, else raw; with loader=aosp",
            FastbootKind::types);

    private static final BoardOption<Map<String, Long>> LAYOUT = BoardOption.of(
            "oem-format",
            "NAME:SIZE+…",
            "the partitions that oem format makes; with loader=uboot",
            FastbootKind::partitions);

    private static final BoardOption<String> USB = BoardOption.choice(
            "usb",
            "high speed, SuperSpeed, or high speed until it reboots and SuperSpeed then",
            "high",
            "super",
            "rises");

    private static final BoardOption<Long> MAX_DOWNLOAD = BoardOption.of(
                    "max-download", "SIZE", "what it takes at once, 4k to 1G", FastbootKind::download)
            .orElse("32M");

    private static final String NAME = "[!-~&&[^:+,=]]{1,64}";
    private static final Pattern IDS = Pattern.compile("serial:[!-~&&[^,=]]{1,60}");
    private static final long LARGE = 4096;

    @Override
    public String name() {
        return "fastboot";
    }

    @Override
    public String title() {
        return "a board that is a fastboot gadget by itself";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SERIAL, PRODUCT, LOADER, PARTITIONS, LOGICAL, TYPES, LAYOUT, MAX_DOWNLOAD, USB);
    }

    @Override
    public List<FaultKind> faults() {
        return GadgetFault.KINDS;
    }

    @Override
    public FastbootBoard make(BoardOptions options, BoardParts parts) {
        return new FastbootBoard(
                BoardOption.shownSerial(options.get(SERIAL), String.format(Locale.ROOT, "fb%014x", parts.seed())),
                environment(options),
                options.get(LOADER).equals("aosp") ? Dialect.AOSP : Dialect.UBOOT_2026,
                options.get(MAX_DOWNLOAD),
                new BlockPartitions(
                        parts.pages(),
                        options.get(PARTITIONS),
                        options.find(LOGICAL).orElse(Map.of()),
                        options.find(TYPES).orElse(Map.of())),
                parts.pages(),
                GadgetFaults.of(parts.faults()),
                0,
                speeds(options.get(USB)));
    }

    private static FastbootBoard.Speeds speeds(String usb) {
        UsbIdentity.Speed first = usb.equals("super") ? UsbIdentity.Speed.SUPER : UsbIdentity.Speed.HIGH;
        UsbIdentity.Speed later = usb.equals("high") ? UsbIdentity.Speed.HIGH : UsbIdentity.Speed.SUPER;
        return new FastbootBoard.Speeds(first, later);
    }

    private static Map<String, String> environment(BoardOptions options) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("board", options.get(PRODUCT));
        options.find(LAYOUT).ifPresent(layout -> variables.put("partitions", PartitionTable.text(layout)));
        return variables;
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        return mode.equals("fastboot") ? Optional.of(name()) : Optional.empty();
    }

    @Override
    public Map<String, String> holding(Set<String> partitions, long bytes) {
        return partitionsFor(partitions, bytes);
    }

    /** The key for these partitions, beside the usual ones; empty where none is asked for that can be written. */
    public static Map<String, String> partitionsFor(Set<String> wanted, long bytes) {
        List<String> names =
                wanted.stream().filter(name -> name.matches(NAME)).sorted().toList();
        if (names.isEmpty()) {
            return Map.of();
        }
        // The image, and room for it.
        long mib = Math.max(LARGE, 2 * (bytes >> 20));
        Map<String, String> sizes = new LinkedHashMap<>();
        partitions(String.valueOf(PARTITIONS.usual())).forEach((name, size) -> sizes.put(name, (size >> 20) + "M"));
        names.forEach(name -> sizes.put(name, mib + "M"));
        return Map.of(
                PARTITIONS.name(),
                sizes.entrySet().stream()
                        .map(one -> one.getKey() + ":" + one.getValue())
                        .collect(Collectors.joining("+")));
    }

    @Override
    public Optional<BoardIds> ids() {
        return Optional.of(new BoardIds(IDS, SERIAL.name(), id -> id.substring("serial:".length())));
    }

    private static String word(String text) {
        if (!text.matches("[ -~]{1,60}")) {
            throw new IllegalArgumentException("1 to 60 printable characters are possible");
        }
        return text;
    }

    private static long download(String text) {
        long bytes = BoardOption.size(text);
        if (bytes < 4096 || bytes > 1L << 30) {
            throw new IllegalArgumentException("4k to 1G is possible");
        }
        return bytes;
    }

    private static Map<String, String> types(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        for (String one : text.split("\\+", -1)) {
            int colon = one.indexOf(':');
            if (colon < 0
                    || !one.substring(0, colon).matches(NAME)
                    || !one.substring(colon + 1).matches("[a-z0-9]{1,16}")) {
                throw new IllegalArgumentException("'" + one + "' is no NAME:TYPE, as userdata:ext4 is");
            }
            types.put(one.substring(0, colon), one.substring(colon + 1));
        }
        return types;
    }

    private static Map<String, Long> partitions(String text) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String one : text.split("\\+", -1)) {
            int colon = one.indexOf(':');
            if (colon < 0 || !one.substring(0, colon).matches(NAME)) {
                throw new IllegalArgumentException("'" + one + "' is no NAME:SIZE, as rootfs:512M is");
            }
            long size = BoardOption.size(one.substring(colon + 1));
            if (size == 0 || size % 512 != 0) {
                throw new IllegalArgumentException("'" + one + "': a size is a multiple of 512 bytes");
            }
            sizes.put(one.substring(0, colon), size);
        }
        return sizes;
    }
}

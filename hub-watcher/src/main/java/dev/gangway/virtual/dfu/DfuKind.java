package dev.gangway.virtual.dfu;

import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Boards that speak plain DFU 1.1, as U-Boot's gadget and many small loaders do. */
public final class DfuKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<Integer> ID =
            BoardOption.usbId("its USB id in the loader; the application has the next product id", "1209:0001");
    private static final BoardOption<Map<String, Long>> MEMORIES = BoardOption.of(
                    "memories", "NAME:SIZE+…", "its memories, a setting each, sizes with k or M", DfuKind::memories)
            .orElse("firmware:1M+config:64k");
    private static final BoardOption<Long> TRANSFER = BoardOption.number(
                    "transfer", "N", "wTransferSize, bytes", 8, 65535)
            .orElse("1024");
    private static final BoardOption<String> STARTS =
            BoardOption.choice("starts", "in which it comes up", "loader", "application");
    private static final BoardOption<String> UPLOAD =
            BoardOption.choice("upload", "whether it can be read back", "yes", "no");
    private static final BoardOption<String> END = BoardOption.choice(
            "end",
            "after a download it stays, waits for a reset of its port, or goes by itself",
            "stays",
            "reset",
            "goes");
    private static final BoardOption<String> DETACH = BoardOption.choice(
            "detach", "after DETACH the application leaves by itself, or by a reset of its port", "self", "reset");
    private static final BoardOption<String> DESCRIPTOR = BoardOption.choice(
            "descriptor",
            "its functional descriptor: of DFU 1.1, short as in DFU 1.0, or only told when asked",
            "full",
            "short",
            "hidden");
    private static final BoardOption<Duration> BLOCK =
            BoardOption.time("block", "how long a block takes").orElse("2ms");

    @Override
    public String name() {
        return "dfu";
    }

    @Override
    public String title() {
        return "a board that speaks plain DFU 1.1";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(ID, SERIAL, MEMORIES, TRANSFER, STARTS, UPLOAD, END, DETACH, DESCRIPTOR, BLOCK);
    }

    @Override
    public List<FaultKind> faults() {
        return DfuFault.KINDS;
    }

    @Override
    public DfuBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "DFU%09X", parts.seed() & 0xfffffffffL));
        String end = options.get(END);
        int attributes = LoaderLook.CAN_DOWNLOAD
                | (options.get(UPLOAD).equals("yes") ? LoaderLook.CAN_UPLOAD : 0)
                | (end.equals("stays") ? LoaderLook.STAYS : 0)
                | (options.get(DETACH).equals("self") ? LoaderLook.DETACHES_ITSELF : 0);
        Map<String, Long> memories = options.get(MEMORIES);
        LoaderLook look = new LoaderLook(
                options.get(ID) >>> 16,
                options.get(ID) & 0xffff,
                "Gangway",
                "DFU board",
                serial.isEmpty() ? null : serial,
                List.copyOf(memories.keySet()),
                attributes,
                1000,
                options.get(TRANSFER).intValue(),
                0x0110,
                Arrays.stream(LoaderLook.Descriptor.values())
                        .filter(form -> form.name().toLowerCase(Locale.ROOT).equals(options.get(DESCRIPTOR)))
                        .findFirst()
                        .orElseThrow());
        BoardLoader.Farewell farewell =
                switch (end) {
                    case "reset" -> BoardLoader.Farewell.WANTS_RESET;
                    case "goes" -> BoardLoader.Farewell.GOES;
                    default -> BoardLoader.Farewell.STAYS;
                };
        List<Integer> sizes = memories.values().stream().map(Long::intValue).toList();
        StreamMedium medium = new StreamMedium(sizes, options.get(BLOCK), parts.faults());
        return new DfuBoard(
                "dfu",
                options.get(STARTS).equals("loader"),
                new Plain(look, medium, farewell, options.get(BLOCK), parts),
                parts.console());
    }

    /** A plain board; its application has a DFU interface too. */
    private record Plain(
            LoaderLook look,
            StreamMedium medium,
            BoardLoader.Farewell farewell,
            Duration manifestTime,
            BoardParts parts)
            implements DfuBoard.Personality {
        @Override
        public UsbFunction loader(LoaderHost host) {
            medium.restart();
            return new BoardLoader(look, medium, farewell, manifestTime, host, parts.faults(), System::nanoTime);
        }

        @Override
        public @Nullable UsbFunction application(Runnable toLoader) {
            return new BoardApplication(
                    look.identity((look.pid() + 1) & 0xffff, 1, List.of("application")), look, toLoader);
        }

        @Override
        public byte[] read(int setting, long address, int length) {
            byte[] content = medium.content(setting);
            return Arrays.copyOfRange(content, (int) address, (int) Math.min(content.length, address + length));
        }

        @Override
        public void keep(int setting, long address, byte[] content) {
            medium.keep(setting, content);
        }
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("dfu") && !mode.equals("dfu-runtime")) {
            return Optional.empty();
        }
        String id = chips.stream()
                .filter(BoardOption::isUsbId)
                .findFirst()
                .map(chip -> ",id=" + chip)
                .orElse("");
        long room = Math.max(1 << 20, bytes);
        return Optional.of("dfu:starts=" + (mode.equals("dfu") ? "loader" : "application") + id + ",memories=firmware:"
                + room + "+config:64k");
    }

    private static Map<String, Long> memories(String text) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String one : text.split("\\+", -1)) {
            int colon = one.indexOf(':');
            if (colon < 0 || !one.substring(0, colon).matches("[A-Za-z0-9._-]{1,32}")) {
                throw new IllegalArgumentException("'" + one + "' is no NAME:SIZE, as firmware:1M is");
            }
            long size = BoardOption.size(one.substring(colon + 1));
            if (size == 0 || size > 1 << 28) {
                throw new IllegalArgumentException("'" + one + "': 1 byte to 256M is possible");
            }
            sizes.put(one.substring(0, colon), size);
        }
        return sizes;
    }
}

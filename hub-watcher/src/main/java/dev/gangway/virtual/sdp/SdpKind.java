package dev.gangway.virtual.sdp;

import dev.gangway.soc.NxpSoc;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.FastbootKind;
import dev.gangway.virtual.gadget.GadgetFault;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Boards with an i.MX chip in serial download mode. */
public final class SdpKind implements BoardKind {
    private static final BoardOption<NxpSoc> SOC =
            BoardOption.of("soc", "NAME", "the chip: " + names(), SdpKind::soc).orElse("imx6ul");
    private static final BoardOption<String> SECURE_BOOT =
            BoardOption.choice("secure-boot", "whether it starts signed images only, closed", "open", "closed");
    private static final BoardOption<String> THEN =
            BoardOption.choice("then", "what an image that was started shows itself as", "fastboot", "nothing");
    private static final BoardOption<String> SERIAL = BoardOption.serial();

    private static final int DOWNLOAD = 32 << 20;
    private static final int CODE_BYTES = 300_000;

    @Override
    public String name() {
        return "sdp";
    }

    @Override
    public String title() {
        return "a board with an i.MX chip in serial download mode (SDP)";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SOC, SECURE_BOOT, THEN, SERIAL, FastbootKind.PARTITIONS);
    }

    @Override
    public List<FaultKind> faults() {
        return Stream.concat(SdpFault.KINDS.stream(), GadgetFault.KINDS.stream())
                .toList();
    }

    @Override
    public SdpBoard make(BoardOptions options, BoardParts parts) {
        NxpSoc soc = options.get(SOC);
        FastbootBoard uboot = new FastbootBoard(
                BoardOption.shownSerial(options.get(SERIAL), String.format(Locale.ROOT, "imx%013x", parts.seed())),
                Map.of("board", soc.name()),
                Dialect.UBOOT_2026,
                DOWNLOAD,
                new BlockPartitions(parts.pages(), options.get(FastbootKind.PARTITIONS)),
                parts.pages(),
                GadgetFaults.of(parts.faults()),
                0);
        return new SdpBoard(
                soc,
                options.get(SECURE_BOOT).equals("closed"),
                options.get(THEN).equals("fastboot") ? Optional.of(uboot) : Optional.empty(),
                parts.faults(),
                parts.console());
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("sdp")) {
            return Optional.empty();
        }
        return chips.isEmpty()
                ? Optional.of(name())
                : chips.stream().sorted().findFirst().map(chip -> name() + ":soc=" + chip);
    }

    @Override
    public Map<String, String> holding(Set<String> partitions, long bytes) {
        return FastbootKind.partitionsFor(partitions, bytes);
    }

    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(SampleImx.name(options.get(SOC))), SampleImx.image(options.get(SOC), CODE_BYTES, seed));
        return true;
    }

    private static String names() {
        return NxpSoc.ALL.stream().map(NxpSoc::name).distinct().collect(Collectors.joining(", "));
    }

    private static NxpSoc soc(String text) {
        return NxpSoc.ofName(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("no chip is called '" + text + "'; there are: " + names()));
    }
}

package dev.gangway.uboot.command;

import dev.gangway.channel.SerialLine;
import dev.gangway.format.ImageData;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchSecrets;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.uboot.UbootAnswer;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootFlashing;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.UbootServer;
import dev.gangway.uboot.bundle.flash.BundleRun;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway uboot}: a board's console at the bench. */
public final class UbootCommands implements BenchVerbs {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final long USUAL_PIECE = 8L << 20;

    private static final String HELP = """
            Usage: gangway uboot [--port P] [--prompt TEXT] [--keys TEXT] VERB [words]
              --port P                 the board on this port or slot; may repeat, "all" is every board: all at once
              --prompt TEXT            the board's prompt exactly, with the blank behind it
              --keys TEXT              what stops the countdown; else control-C
            Verbs:
              list                     ports that have a serial line
              env [NAME]               the environment, or one variable
              run COMMAND...           run a command; its status is the exit code's: 0 or not
              flash FILE               have the board fetch a file by TFTP, write it, read it back and compare
                --to MEDIUM            mmc 0, mmc 0.1, virtio 0, usb 0, nvme 0, scsi 0, sf 0:0 (SPI NOR), nand 0,
                                       nand.trimffs 0 or ubi UBI:rootfs (a partition's volume)
                --serve ADDRESS[:PORT] serve the file here, on the interface that the board reaches
                --at N                 where on the medium, bytes
                --room N               how much of it may be used from there on; else all
                --ram N                where in the board's memory two pieces have room; else its loadaddr
                --piece N              bytes of a piece; else 8 MiB
                --window N             TFTP blocks without an acknowledgement
                --address A            the board's address; else by DHCP
              flash BUNDLE IMAGE       have the board boot a flash bundle's Linux, which fetches the image, writes it to a target
                                       and reads it back; IMAGE is a file, or https://… that is streamed while it is fetched
                --serve, --window, --address   as above; --target and so on as below
                --partition LABEL      of a partition that is on the target's very disk
                --checksum HEX, --checksum-file F   what the image's SHA-256 has to be; F as sha256sum writes it
                --console-debug        show what the board says on its console, the bundle's password masked
              bundle BUNDLE            read a flash bundle, a folder, an archive, oci:FOLDER[:TAG] or oci://HOST/NAME[:TAG], and
                                       say what would be loaded, booted and written to; needs no board
                --target T             the bundle's target; else its usual one
                --variant V            its device tree; else its usual one
                --kernel F --initramfs F --dtb F   files in place of the bundle's
                --manifest NAME        the manifest's name; else manifest.yaml
              bootloader-shell         a terminal at the board's prompt, until control-]; where the input is no terminal, its
                                       lines are run one by one, until "exit" or its end
              busybox-shell BUNDLE     have the board boot a flash bundle's Linux in memory, and a terminal at its shell, as above;
                                       nothing is written, and that Linux runs on until "poweroff -f" or a power cycle
                --serve, --window, --address, --variant, --kernel, --initramfs, --dtb, --manifest, --console-debug   as above
            A board that is off is waited for: switch it on. Numbers: 0x… is hex, else decimal.
            """;

    private final UbootServer.Opening opening;
    private final BundleRun bundles;

    /**
     * The verbs.
     *
     * @param opening opens the server from which the board fetches
     * @param bundles flashes by bundles
     */
    public UbootCommands(UbootServer.Opening opening, BundleRun bundles) {
        this.opening = opening;
        this.bundles = bundles;
    }

    @Override
    public String name() {
        return "uboot";
    }

    @Override
    public String summary() {
        return "Talks to U-Boot's console: the environment, commands, images onto the board's media.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return UbootLine.VERBS;
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.UBOOT_CONSOLE, BootMode.SERIAL_LINE);
    }

    @Override
    public List<String> rehearsal() {
        return List.of(UbootLine.LIST);
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        try {
            if (isHelp(words)) {
                return Optional.empty();
            }
            UbootLine line = UbootLine.parse(words);
            boolean alone = List.of(UbootLine.SHELL, UbootLine.LINUX_SHELL, UbootLine.FLASH)
                    .contains(line.verb());
            return crowd && alone
                    ? Optional.of("uboot " + line.verb() + " is for one board: name one --port with it")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean isForATerminal(List<String> words) {
        return words.contains(UbootLine.SHELL) || words.contains(UbootLine.LINUX_SHELL);
    }

    private static boolean isHelp(List<String> words) {
        return words.isEmpty() || words.get(0).equals("--help") || words.get(0).equals("-h");
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        if (isHelp(words)) {
            caller.out().print(HELP);
            return ExitCode.OK;
        }
        Optional<String> problem = problem(words, false);
        if (problem.isPresent()) {
            return refused(caller, ExitCode.INVALID, problem.get());
        }
        UbootLine line = UbootLine.parse(words);
        if (line.verb().equals(UbootLine.BUNDLE)) {
            return bundle(line, caller);
        }
        BenchSecrets secrets = new BenchSecrets(caller);
        Optional<BundleBench> bench = line.isBundleFlash() || line.isLinuxShell()
                ? Optional.of(new BundleBench(bundles, line, caller, secrets))
                : Optional.empty();
        Optional<BundleRun.Order> decided = Optional.empty();
        try {
            if (bench.isPresent()) {
                decided = Optional.of(bench.get().decide());
            }
        } catch (FailureException e) {
            return caller.failed(name(), e);
        }
        List<BenchBoard> found = boards.survey();
        if (line.verb().equals(UbootLine.LIST)) {
            found.forEach(board -> caller.out().println(board.port()));
            return ExitCode.OK;
        }
        if (found.isEmpty()) {
            return refused(caller, ExitCode.NOT_FOUND, "there is no serial port with a board");
        }
        if (found.size() > 1) { // never one of several: the wrong board would be written
            return refused(
                    caller,
                    ExitCode.INVALID,
                    "several boards are on serial ports: choose one with --port, of "
                            + found.stream().<Object>map(BenchBoard::port).toList());
        }
        try (SerialLine serial = found.get(0).open(SerialLine.class)) {
            UbootDevice board = UbootDevice.open(serial, line.ways().within(LONG));
            if (line.has(UbootLine.CONSOLE_DEBUG)) {
                board.watch(said -> caller.err().println(secrets.line(said)), unended -> {});
            }
            board.prompt();
            if (bench.isPresent() && decided.isPresent()) {
                return bundled(serial, board, line, bench.get(), decided.get(), caller);
            }
            return perform(serial, board, line, caller);
        } catch (FailureException e) {
            return caller.failed(name(), secrets.failed(e));
        }
    }

    private int bundle(UbootLine line, Caller caller) {
        try {
            new BundleWords(bundles.sources(), line, caller, new BenchSecrets(caller)).tell();
            return ExitCode.OK;
        } catch (FailureException e) {
            return caller.failed(name(), e);
        }
    }

    private int perform(SerialLine serial, UbootDevice board, UbootLine line, Caller caller) throws FailureException {
        return switch (line.verb()) {
            case UbootLine.ENV -> tell(board, "printenv " + String.join("", line.words()), caller);
            case UbootLine.RUN -> tell(board, String.join(" ", line.words()), caller);
            case UbootLine.FLASH -> flash(board, line, caller);
            default -> BenchShell.BOOT_LOADER.run(serial, board, caller);
        };
    }

    private static int bundled(
            SerialLine serial,
            UbootDevice board,
            UbootLine line,
            BundleBench bench,
            BundleRun.Order order,
            Caller caller)
            throws FailureException {
        if (line.isLinuxShell()) {
            bench.enter(board, order);
            return BenchShell.LINUX.run(serial, board, caller);
        }
        bench.flash(board, order);
        return ExitCode.OK;
    }

    private static int tell(UbootDevice board, String command, Caller caller) throws FailureException {
        UbootAnswer answer = board.run(command.strip(), LONG);
        answer.lines().forEach(caller.out()::println);
        return answer.status() == 0 ? ExitCode.OK : ExitCode.of(FailureKind.BOARD_REFUSED);
    }

    private int flash(UbootDevice board, UbootLine line, Caller caller) throws FailureException {
        ImageData image = mapped(caller.file(line.words().get(0)));
        try (UbootServer server = opening.open(InetAddress.getByName(line.host()), line.port())) {
            UbootMemory memory = new UbootMemory(board);
            String address = memory.connect(
                    line.address().map(fixed -> new UbootMemory.Fixed(fixed, "255.255.255.0", Optional.empty())));
            caller.out().println("The board is " + address);
            UbootFlashing flashing = new UbootFlashing(
                    line.medium(),
                    line.number(UbootLine.AT).orElse(0L),
                    line.number(UbootLine.ROOM),
                    ram(board, line),
                    line.number(UbootLine.PIECE).orElse(USUAL_PIECE));
            flashing.write(
                    board,
                    image,
                    (from, length, body) -> {
                        try (UbootServer.Served offer = server.serve(image, from, length)) {
                            memory.use(new UbootMemory.Tftp(
                                    offer.host(), offer.port(), Optional.empty(), line.number(UbootLine.WINDOW)));
                            body.fetch(offer.name());
                        }
                    },
                    moved -> {});
            caller.out()
                    .println(image.length() + " bytes are on "
                            + flashing.medium().text() + ", read back and compared");
            return ExitCode.OK;
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    "nothing can be served on " + line.host() + ":" + line.port() + ": " + e.getMessage(),
                    e);
        }
    }

    private static long ram(UbootDevice board, UbootLine line) throws FailureException {
        Optional<Long> said = line.number(UbootLine.RAM);
        if (said.isPresent()) {
            return said.get();
        }
        return board.loadAddress()
                .orElseThrow(() -> new FailureException(
                        FailureKind.RECIPE_INVALID, "the board tells no loadaddr: say where there is room, --ram 0x…"));
    }

    private static ImageData mapped(Path file) throws FailureException {
        try {
            return ImageData.map(file);
        } catch (IOException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static int refused(Caller caller, int code, String why) {
        caller.err().println("uboot: error: " + why);
        return code;
    }
}

package dev.gangway.uboot.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.ScriptDialect;
import dev.gangway.language.Verb;
import dev.gangway.protocol.ExpectStep;
import dev.gangway.protocol.Skip;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootMedium;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code uboot.*} verbs of recipes. */
final class UbootStepVerbs {
    /** How the console is won. */
    record Stop(Optional<String> prompt, Optional<String> keys, boolean anew, Duration within) {}

    /** Commands, and what the last one has to say. */
    record Run(List<String> lines, Optional<String> says) {}

    /** A variable, what it is set to, and what it has to be. */
    record Variable(String name, Optional<List<String>> value, Optional<String> is) {}

    /** How the board gets its addresses. */
    record Network(boolean fixed, Optional<String> address, String netmask, Optional<String> gateway) {}

    /** An image, and where it goes on which way. */
    record Write(
            String image,
            String medium,
            long at,
            Optional<Long> room,
            Optional<Long> ram,
            long piece,
            Optional<Long> block,
            Optional<Long> window,
            Skip skip) {}

    /** A command that starts something, and what that says. */
    record Boot(List<String> lines, Optional<String> says, Duration within) {}

    static final String DHCP = "dhcp";
    static final String FIXED = "fixed";
    private static final long LEAST_PIECE = 512;
    private static final String USUAL = "usual";
    static final String PRINTABLE = "1 to 80 printable characters";
    static final String PRINTABLE_FORM = "[ -~]{1,80}";

    private static final Key<Duration> WITHIN = ExpectStep.WITHIN;
    private static final String LONGER_THAN_WITHIN = "10m";

    private static final Key<String> PROMPT = Keys.text(
            ARGUMENT,
            "usual, or a prompt of 1 to 40 printable characters with the blank behind it, in quotes",
            "[ -~]{1,40}",
            "The board's prompt, exactly; usual: \"=> \", or a word with # or > behind it.");
    private static final Key<Optional<String>> STOP_KEYS = Keys.text(
                    "keys",
                    "1 to 40 printable characters",
                    "[ -~]{1,40}",
                    "What stops the countdown, of builds that want a word. Left out: control-C, as any key does.")
            .optional();
    private static final Key<Boolean> ANEW = Keys.flag(
                    "anew",
                    "Whether a board whose console is at the prompt already is reset first, so that nothing of before is left.")
            .orElse(false);

    static final Verb<Stop> STOP = Verb.of(
            "uboot.stop",
            LONGER_THAN_WITHIN,
            "Have U-Boot's console at its prompt: stop the countdown, and wait for a board that has to be switched on until"
                    + " then. Belongs at the beginning.",
            Stop.class,
            new Form<>(
                    List.of(PROMPT, STOP_KEYS, ANEW, WITHIN),
                    values -> new Stop(
                            Optional.of(values.get(PROMPT)).filter(text -> !text.equals(USUAL)),
                            values.get(STOP_KEYS),
                            values.get(ANEW),
                            values.get(WITHIN))));

    private static final Key<List<String>> LINES = Keys.script(
            ARGUMENT,
            ScriptDialect.UBOOT,
            UbootDevice.LONGEST_LINE,
            "Commands, a line each, 230 characters at most; each has to end with status 0. A comment behind a command would"
                    + " hide that.");
    private static final Key<Optional<String>> SAYS = Keys.text(
                    "says",
                    PRINTABLE,
                    PRINTABLE_FORM,
                    "A part of what the last command has to say: some commands fail with status 0.")
            .optional();

    static final Verb<Run> RUN = Verb.of(
            "uboot.run",
            "1m",
            "Run these commands.",
            Run.class,
            new Form<>(List.of(LINES, SAYS), values -> new Run(values.get(LINES), values.get(SAYS))));

    private static final Key<String> NAME = Keys.text(
            ARGUMENT, "a variable's name", "[A-Za-z_][A-Za-z0-9_#.-]{0,60}", "The variable. Its value goes on record.");
    private static final Key<Optional<List<String>>> VALUE = Keys.script(
                    "value",
                    ScriptDialect.UBOOT,
                    "What it is set to, one line; set and read back, not saved. A recipe that sets serial# or ethaddr says"
                            + " \"identity: chip\".")
            .optional();
    private static final Key<Optional<String>> IS = Keys.text(
                    "is", PRINTABLE, PRINTABLE_FORM, "What it has to be, exactly. Left out: anything.")
            .optional();

    static final Verb<Variable> ENV = Verb.of(
            "uboot.env",
            "20s",
            "Read a variable of the environment, or set it.",
            Variable.class,
            new Form<>(
                    List.of(NAME, VALUE, IS),
                    values -> new Variable(values.get(NAME), values.get(VALUE), values.get(IS))));

    static final String NUMBERS = "an address such as 10.30.0.7";
    static final String NUMBERS_FORM = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
    static final Key<String> HOW = Keys.word(ARGUMENT, List.of(DHCP, FIXED), "By DHCP, or as the recipe says.");
    private static final Key<Optional<String>> ADDRESS = Keys.text(
                    "address",
                    NUMBERS,
                    NUMBERS_FORM,
                    "The board's address, when fixed. Boards that run at once need different ones: take DHCP for those.")
            .optional();
    private static final Key<String> NETMASK =
            Keys.text("netmask", NUMBERS, NUMBERS_FORM, "When fixed.").orElse("255.255.255.0");
    private static final Key<Optional<String>> GATEWAY = Keys.text(
                    "gateway", NUMBERS, NUMBERS_FORM, "When fixed and the station is in another network.")
            .optional();

    static final Verb<Network> NETWORK = Verb.of(
            "uboot.network",
            "3m",
            "Have the board on the network, for the steps that fetch files.",
            Network.class,
            new Form<>(
                    List.of(HOW, ADDRESS, NETMASK, GATEWAY),
                    values -> new Network(
                            values.get(HOW).equals(FIXED),
                            values.get(ADDRESS),
                            values.get(NETMASK),
                            values.get(GATEWAY))));

    private static final Key<String> IMAGE = Keys.image(
            ARGUMENT,
            "The image. What is left of a disk's last block is filled with zeros, of a flash's last erase block or page"
                    + " with FF.");
    private static final Key<String> MEDIUM = Keys.text(
            "to",
            "a medium such as " + UbootMedium.EXAMPLES,
            UbootMedium.FORM,
            "The medium, as U-Boot counts. Of a NAND, bad blocks are left out; a volume is written as a whole and has to be there.");
    private static final Key<Long> AT = Keys.bytes(
                    "at",
                    0,
                    1L << 50,
                    "Where on the medium it begins: whole blocks of a disk, 512 bytes, or whole erase blocks of a"
                            + " flash.")
            .orElse(0L);
    private static final Key<Optional<Long>> ROOM = Keys.bytes(
                    "room",
                    1,
                    1L << 50,
                    "How much of the medium it may use from there on, a NAND's bad blocks too. Left out: all.")
            .optional();
    private static final Key<Optional<Long>> RAM = Keys.address(
                    "ram",
                    "Where in the board's memory two pieces have room, a multiple of 512. Left out: the board's loadaddr.")
            .optional();
    private static final Key<Long> PIECE = Keys.bytes(
                    "piece",
                    LEAST_PIECE,
                    1L << 28,
                    "How much is fetched, written and read back at once, whole blocks or erase blocks; less where bdinfo"
                            + " tells that the board has no room for two. A volume of UBI is read back as a whole.")
            .orElse(8L << 20);
    private static final Key<Optional<Long>> BLOCK = Keys.whole(
                    "blockSize",
                    "a number from 8 to 65464",
                    8,
                    65_464,
                    "Bytes of a TFTP block. Left out: the board's own, mostly 1468.")
            .optional();
    private static final Key<Optional<Long>> WINDOW = Keys.whole(
                    "window",
                    "a number from 1 to 64",
                    1,
                    64,
                    "TFTP blocks without an acknowledgement: 8 is fast; from 16 on some network drivers of U-Boot hang. Left"
                            + " out: the board's own, mostly 1.")
            .optional();

    private static final Key<String> SKIP = Skip.weakKey(
            "Each piece is read into the board's memory first, and only pieces of which U-Boot tells another CRC-32 are fetched"
                    + " and written; for disks and SPI NOR. A CRC-32 says nothing about somebody who means it: where that"
                    + " matters write all, or write by linux.write, where a SHA-256 decides.");

    static final Verb<Write> WRITE = Verb.of(
                    "uboot.write",
                    "30m",
                    "Have the board fetch this image by TFTP and write it, piece by piece; each is read back and its CRC-32"
                            + " compared. Counts as verification.",
                    Write.class,
                    new Form<>(
                            List.of(IMAGE, MEDIUM, AT, ROOM, RAM, PIECE, BLOCK, WINDOW, SKIP),
                            values -> new Write(
                                    values.get(IMAGE),
                                    values.get(MEDIUM),
                                    values.get(AT),
                                    values.get(ROOM),
                                    values.get(RAM),
                                    values.get(PIECE),
                                    values.get(BLOCK),
                                    values.get(WINDOW),
                                    Skip.of(values, SKIP))))
            .readingBack();

    static final Verb<None> RESET =
            Verb.of("uboot.reset", "60s", "Reset the board, and have its console at the prompt again.");

    private static final Key<List<String>> STARTS = Keys.script(
            ARGUMENT, ScriptDialect.UBOOT, "The command that starts what was written, such as boot; one line.");
    private static final Key<Optional<String>> STARTED = Keys.text(
                    "says",
                    PRINTABLE,
                    PRINTABLE_FORM,
                    "A part of what it says when it runs, such as \"login:\". Left out: nobody looks.")
            .optional();

    static final Verb<Boot> BOOT = Verb.of(
            "uboot.boot",
            LONGER_THAN_WITHIN,
            "Start what was written. A board that does not say in time what it has to fails.",
            Boot.class,
            new Form<>(
                    List.of(STARTS, STARTED, WITHIN),
                    values -> new Boot(values.get(STARTS), values.get(STARTED), values.get(WITHIN))));

    static final Verb<ExpectStep> EXPECT = Verb.of(
                    "uboot.expect",
                    LONGER_THAN_WITHIN,
                    "Wait until the board says this on its console, as what was started does. One that does not in time fails,"
                            + " with what it said last.",
                    ExpectStep.class,
                    ExpectStep.FORM)
            .after("uboot.boot");

    private UbootStepVerbs() {}
}

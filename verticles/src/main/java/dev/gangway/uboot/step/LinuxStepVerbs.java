package dev.gangway.uboot.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.ScriptDialect;
import dev.gangway.language.Values;
import dev.gangway.language.Verb;
import dev.gangway.protocol.Skip;
import dev.gangway.uboot.linux.LinuxBoot;
import dev.gangway.uboot.linux.LinuxTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code linux.*} verbs of recipes: the way through a Linux that U-Boot loads. */
final class LinuxStepVerbs {
    /** What is loaded where, and how it starts. */
    record Boot(
            String kernel,
            Optional<String> initramfs,
            Optional<String> devicetree,
            Addresses addresses,
            Optional<List<String>> bootargs,
            String with,
            Optional<List<String>> command,
            Optional<Long> window) {}

    /** Where the files go. */
    record Addresses(String kernel, String initramfs, String devicetree) {}

    /** How the shell is reached. */
    record Login(
            Optional<String> user,
            Optional<List<String>> password,
            Optional<String> asks,
            Optional<String> shell,
            Duration within) {}

    /** How Linux gets its address. */
    record Network(
            boolean fixed,
            Optional<String> address,
            String netmask,
            Optional<String> gateway,
            Optional<String> interfaceName) {}

    /** Commands, and what the last one has to say. */
    record Run(List<String> lines, Optional<String> says) {}

    /** An image and its target. */
    record Onto(String image, String to, Optional<String> partition) {}

    /** The same, and whether it is written where it is already there. */
    record Write(Onto onto, Skip skip) {}

    static final String BOOT_NAME = "linux.boot";
    static final String LOGIN_NAME = "linux.login";
    private static final String NOBODY = "nobody";
    private static final String LOADS = "an address such as 0x42000000, or a variable of the board's environment";

    private static final Key<String> KERNEL = Keys.image(ARGUMENT, "The kernel.");
    private static final Key<Optional<String>> INITRAMFS = Keys.image(
                    "initramfs", "Its initial file system, with busybox and drivers.")
            .optional();
    private static final Key<Optional<String>> DEVICETREE =
            Keys.image("devicetree", "Its device tree. Left out: U-Boot's own.").optional();
    private static final Key<String> KERNEL_AT = Keys.text(
                    "kernelAt", LOADS, LinuxBoot.ADDRESS, "Where in memory the kernel goes.")
            .orElse("kernel_addr_r");
    private static final Key<String> INITRAMFS_AT = Keys.text(
                    "initramfsAt", LOADS, LinuxBoot.ADDRESS, "Where its initial file system goes.")
            .orElse("ramdisk_addr_r");
    private static final Key<String> DEVICETREE_AT = Keys.text(
                    "devicetreeAt", LOADS, LinuxBoot.ADDRESS, "Where its device tree goes.")
            .orElse("fdt_addr_r");
    private static final Key<Optional<List<String>>> BOOTARGS = Keys.script(
                    "bootargs",
                    ScriptDialect.UBOOT,
                    "The kernel's command line, one line. Left out: the board's variable bootargs as it is.")
            .optional();
    private static final Key<String> WITH = Keys.word(
                    "with",
                    List.of("booti", "bootz", "bootm"),
                    "U-Boot's command: booti for an Image of 64-bit Arm, bootz for a zImage, bootm for a uImage or"
                            + " FIT.")
            .orElse("booti");
    private static final Key<Optional<List<String>>> COMMAND = Keys.script(
                    "command",
                    ScriptDialect.UBOOT,
                    "The whole command instead, one line; it finds the files' sizes in kernel_size, initramfs_size and"
                            + " devicetree_size.")
            .optional();
    /** Of whatever starts a Linux. */
    static final Key<Optional<Long>> WINDOW = Keys.whole(
                    "window",
                    "a number from 1 to 64",
                    1,
                    64,
                    "TFTP blocks without an acknowledgement, as at uboot.write. Left out: the board's own, mostly 1.")
            .optional();

    static final Verb<Boot> BOOT = Verb.of(
            BOOT_NAME,
            "10m",
            "Have U-Boot fetch a Linux by TFTP, hold each file's CRC-32, and start it. All of it lies in the board's"
                    + " memory.",
            Boot.class,
            new Form<>(
                    List.of(
                            KERNEL,
                            INITRAMFS,
                            DEVICETREE,
                            KERNEL_AT,
                            INITRAMFS_AT,
                            DEVICETREE_AT,
                            BOOTARGS,
                            WITH,
                            COMMAND,
                            WINDOW),
                    values -> new Boot(
                            values.get(KERNEL),
                            values.get(INITRAMFS),
                            values.get(DEVICETREE),
                            new Addresses(values.get(KERNEL_AT), values.get(INITRAMFS_AT), values.get(DEVICETREE_AT)),
                            values.get(BOOTARGS),
                            values.get(WITH),
                            values.get(COMMAND),
                            values.get(WINDOW))));

    private static final Key<String> USER = Keys.text(
            ARGUMENT,
            "a user's name, or nobody",
            "[A-Za-z_][A-Za-z0-9_.-]{0,31}",
            "Who logs in; nobody: the board shows a root shell by itself.");
    private static final Key<Optional<List<String>>> PASSWORD = Keys.script(
                    "password",
                    ScriptDialect.SHELL,
                    "Given where it is asked for. A secret of the recipe, \"{{secret.NAME}}\", is masked everywhere.")
            .optional();
    private static final Key<Optional<String>> ASKS = Keys.text(
                    "asks",
                    UbootStepVerbs.PRINTABLE,
                    UbootStepVerbs.PRINTABLE_FORM,
                    "The end of the line that asks who logs in. Left out: \"login:\".")
            .optional();
    private static final Key<Optional<String>> SHELL = Keys.text(
                    "shell",
                    UbootStepVerbs.PRINTABLE,
                    UbootStepVerbs.PRINTABLE_FORM,
                    "The end of the shell's prompt. Left out: #, $ or (initramfs).")
            .optional();
    private static final Key<Duration> WITHIN = Keys.duration(
                    "within", "How long that may take; what the board said last is told when it took longer.")
            .orElse("3m");

    static final Verb<Login> LOGIN = Verb.of(
                    LOGIN_NAME,
                    "10m",
                    "Wait for the Linux that was started, log in where it asks, and have its shell.",
                    Login.class,
                    new Form<>(
                            List.of(USER, PASSWORD, ASKS, SHELL, WITHIN),
                            values -> new Login(
                                    Optional.of(values.get(USER)).filter(user -> !user.equals(NOBODY)),
                                    values.get(PASSWORD),
                                    values.get(ASKS),
                                    values.get(SHELL),
                                    values.get(WITHIN))))
            .after(BOOT_NAME);

    private static final Key<Optional<String>> ADDRESS = Keys.text(
                    "address", UbootStepVerbs.NUMBERS, UbootStepVerbs.NUMBERS_FORM, "The board's address, when fixed.")
            .optional();
    private static final Key<String> NETMASK = Keys.text(
                    "netmask", UbootStepVerbs.NUMBERS, UbootStepVerbs.NUMBERS_FORM, "When fixed.")
            .orElse("255.255.255.0");
    private static final Key<Optional<String>> GATEWAY = Keys.text(
                    "gateway",
                    UbootStepVerbs.NUMBERS,
                    UbootStepVerbs.NUMBERS_FORM,
                    "When fixed and the station is in another network.")
            .optional();
    private static final Key<Optional<String>> INTERFACE = Keys.text(
                    "interface",
                    "an interface such as eth0",
                    "[A-Za-z0-9_.-]{1,15}",
                    "Which one. Left out: the only one that there is.")
            .optional();

    static final Verb<Network> NETWORK = Verb.of(
                    "linux.network",
                    "3m",
                    "Have the board's Linux on the network: it knows nothing of the addresses that U-Boot had.",
                    Network.class,
                    new Form<>(
                            List.of(UbootStepVerbs.HOW, ADDRESS, NETMASK, GATEWAY, INTERFACE),
                            values -> new Network(
                                    values.get(UbootStepVerbs.HOW).equals(UbootStepVerbs.FIXED),
                                    values.get(ADDRESS),
                                    values.get(NETMASK),
                                    values.get(GATEWAY),
                                    values.get(INTERFACE))))
            .after(LOGIN_NAME);

    private static final Key<List<String>> LINES = Keys.script(
            ARGUMENT,
            ScriptDialect.SHELL,
            "Commands, a line each, 900 characters at most; each has to end with status 0.");
    private static final Key<Optional<String>> SAYS = Keys.text(
                    "says",
                    UbootStepVerbs.PRINTABLE,
                    UbootStepVerbs.PRINTABLE_FORM,
                    "A part of what the last command has to say.")
            .optional();

    static final Verb<Run> RUN = Verb.of(
                    "linux.run",
                    "5m",
                    "Run these commands in the board's Linux.",
                    Run.class,
                    new Form<>(List.of(LINES, SAYS), values -> new Run(values.get(LINES), values.get(SAYS))))
            .after(LOGIN_NAME);

    private static final Key<String> IMAGE = Keys.image(ARGUMENT, "The image.");
    private static final Key<String> TO = Keys.text(
            "to",
            "a device such as /dev/mmcblk0, /dev/disk/by-partlabel/rootfs, or /sys/class/block#4fb0000",
            LinuxTarget.FORM,
            "The device. Behind /sys/class/block# stands a part of its disk's path there, such as the controller's"
                    + " address: that stays the same however the board counts its disks.");
    private static final Key<Optional<String>> PARTITION = Keys.text(
                    "partition",
                    "a label of 1 to 36 characters",
                    "[A-Za-z0-9_.:+-]{1,36}",
                    "The label of a partition that is on that very disk. Left out: all of the device.")
            .optional();
    private static final Key<String> SKIP = Skip.key(
            "The device is read past the board's cache, and the SHA-256 of as many bytes as the image has decides; what is"
                    + " behind them is not looked at.");
    private static final Form<Onto> ONTO = new Form<>(List.of(IMAGE, TO, PARTITION), LinuxStepVerbs::onto);

    private static Onto onto(Values values) {
        return new Onto(values.get(IMAGE), values.get(TO), values.get(PARTITION));
    }

    static final Verb<Write> WRITE = Verb.of(
                    "linux.write",
                    "2h",
                    "Have the board's Linux fetch this image and write it. Packed images are unpacked by the station.",
                    Write.class,
                    new Form<>(
                            List.of(IMAGE, TO, PARTITION, SKIP),
                            values -> new Write(onto(values), Skip.of(values, SKIP))))
            .after(LOGIN_NAME);

    static final Verb<Onto> VERIFY = Verb.of(
                    "linux.verify",
                    "2h",
                    "Read back from the device what this image should have left, past the board's cache, and compare"
                            + " its SHA-256. Counts as verification.",
                    Onto.class,
                    ONTO)
            .after(LOGIN_NAME)
            .readingBack();

    static final Verb<None> POWEROFF = Verb.of(
                    "linux.poweroff", "20m", "Have everything on the media, and the board switch itself off.")
            .after(LOGIN_NAME);

    private LinuxStepVerbs() {}
}

package dev.gangway.virtual.uboot;

import dev.gangway.format.FormatException;
import dev.gangway.format.LegacyImage;
import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.disk.DiskMedium;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.PartitionStore;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A running U-Boot: its environment, its shell and what the commands reach. It runs {@code bootcmd}, which after a start over FEL
 * sources the script that the host left in memory, and otherwise boots from NAND; what the script says is what happens.
 */
public final class UBoot implements Firmware {
    private static final Duration START_UP = Duration.ofMillis(700); // from jump to bootcmd, without the boot delay
    private static final double SLOWEST_SLEEP = 0.05; // scripts that loop over sleep shall not busy the station
    private static final int SCRIPT_LIMIT = 4 << 20;
    private static final int IMAGE_LIMIT = 1 << 28;
    private static final String BOOT_IMAGE = "ANDROID!";

    /** The variable that U-Boot's gadgets take their serial number from. */
    static final String SERIAL = "serial#";

    private final UBootSettings settings;
    private final @Nullable NandDriver nand;
    private final @Nullable PartitionStore blocks;
    private final @Nullable DiskMedium card;
    private final Environment environment = new Environment();
    private final Map<String, Command> commands = new HashMap<>();
    private @Nullable Shell shell;
    private @Nullable UbiCommands medium;

    /**
     * A U-Boot.
     *
     * @param nand the board's NAND, if it has one
     * @param blocks what fastboot writes to on a board without NAND, if it is built in
     */
    public UBoot(UBootSettings settings, @Nullable NandDriver nand, @Nullable PartitionStore blocks) {
        this(settings, nand, blocks, null);
    }

    /**
     * A U-Boot that can show a memory card as a disk.
     *
     * @param nand the board's NAND, if it has one
     * @param blocks what fastboot writes to on a board without NAND, if it is built in
     * @param card what {@code ums} shows, if there is one
     */
    UBoot(
            UBootSettings settings,
            @Nullable NandDriver nand,
            @Nullable PartitionStore blocks,
            @Nullable DiskMedium card) {
        this.settings = settings;
        this.nand = nand;
        this.blocks = blocks;
        this.card = card;
    }

    @Override
    public void start(BoardHardware hardware, Start how) {
        hardware.console(version());
        NandDriver driver = nand;
        Map<String, String> defaults = Defaults.of(settings.dialect());
        environment.replace(defaults);
        if (driver != null && !environment.load(driver)) {
            hardware.console("*** Warning - bad CRC, using default environment");
        }
        if (settings.serial() instanceof GadgetSerial.FromEnvironment stored) {
            environment.set(SERIAL, stored.text());
        }
        Shell running = new Shell(
                new BoardSurroundings(hardware, settings, environment, commands, status -> atPrompt(hardware, how)));
        shell = running;
        UbootRam ram = new UbootRam(hardware.memory());
        setFelVariables(ram, how);
        register(hardware, ram, defaults);
        if (driver != null) {
            registerNand(hardware, ram, driver);
        }
        if (blocks instanceof BlockPartitions disk) {
            MmcCommands mmc = new MmcCommands(disk, ram, environment, hardware::console);
            commands.put("mmc", mmc::mmc);
            commands.put("part", mmc::part);
            commands.put("gpt", mmc::gpt);
        }
        UbootFastboot fastboot =
                new UbootFastboot(hardware, settings, environment, commands, driver, blocks, running::resume);
        commands.put("fastboot", fastboot::run);
        DiskMedium shown = card;
        if (shown != null) {
            commands.put("ums", new UbootDisk(hardware, settings, shown, fastboot::serial)::run);
        }
        String first = isIdle(ram, how) ? settings.withoutScript() : "run bootcmd";
        hardware.after(settings.scaled(START_UP), () -> running.start(first));
    }

    /** Whether a command was set for the case that nobody loaded a script, and nobody did. */
    private boolean isIdle(UbootRam ram, Start how) {
        if (settings.withoutScript().isEmpty() || !how.felBooted() || how.scriptAddress() != 0) {
            return false;
        }
        OptionalLong usual = Numbers.hex(environment.get("scriptaddr"));
        return usual.isEmpty() || !LegacyImage.startsLikeOne(ram.bytes(usual.getAsLong(), LegacyImage.HEADER));
    }

    /** No script runs any more. After a start from the board's own medium that means that it did not boot. */
    private void atPrompt(BoardHardware hardware, Start how) {
        UbiCommands ubi = medium;
        if (ubi != null && !how.felBooted()) {
            hardware.console("(does not boot from NAND: "
                    + (ubi.lack().isEmpty() ? "bootcmd ended, and had nothing booted" : ubi.lack()) + ")");
        }
        hardware.console("=> ");
    }

    @Override
    public void stop() {
        Shell running = shell;
        if (running != null) {
            running.stop();
        }
    }

    private void setFelVariables(UbootRam ram, Start how) {
        if (!how.felBooted()) {
            return;
        }
        environment.set("fel_booted", "1");
        if (how.scriptAddress() != 0 && how.scriptSize() == 0) {
            environment.set("fel_scriptaddr", "0x" + Long.toHexString(how.scriptAddress()));
        } else if (how.scriptAddress() != 0 && how.scriptSize() < SCRIPT_LIMIT) {
            ByteBuffer text = ram.bytes(how.scriptAddress(), how.scriptSize());
            environment.importText(StandardCharsets.UTF_8.decode(text).toString());
        }
    }

    private void register(BoardHardware hardware, UbootRam ram, Map<String, String> defaults) {
        MemoryCommands memory = new MemoryCommands(ram, hardware::console);
        Conditions conditions = new Conditions(ram);
        EnvironmentCommands env = new EnvironmentCommands(environment, ram, nand, defaults, hardware::console);
        I2cBus i2c = new I2cBus(ram, hardware::console);
        commands.put("crc32", memory::crc32);
        for (String suffix : List.of("", ".b", ".w", ".l")) {
            commands.put("mw" + suffix, memory::mw);
            commands.put("md" + suffix, memory::md);
            commands.put("cp" + suffix, memory::cp);
            commands.put("cmp" + suffix, memory::cmp);
            commands.put("itest" + suffix, conditions::itest);
            commands.put("setexpr" + suffix, words -> conditions.setexpr(words, environment));
        }
        commands.put("test", conditions::test);
        commands.put("[", conditions::test);
        commands.put("true", words -> Outcome.OK);
        commands.put("false", words -> Outcome.FAILED);
        commands.put("setenv", env::setenv);
        commands.put("printenv", env::printenv);
        commands.put("saveenv", words -> env.saveenv());
        commands.put("env", env::env);
        commands.put("i2c", i2c::run);
        commands.put("echo", words -> {
            hardware.console(String.join(" ", words.subList(1, words.size())));
            return Outcome.OK;
        });
        commands.put("version", words -> {
            hardware.console(version());
            return Outcome.OK;
        });
        commands.put("sleep", this::sleep);
        commands.put("run", words -> run(hardware, words));
        commands.put("boot", words -> Outcome.running(environment.get("bootcmd")));
        commands.put("bootd", words -> Outcome.running(environment.get("bootcmd")));
        commands.put("source", words -> source(hardware, ram, words));
        commands.put("bootm", words -> bootm(hardware, ram, words));
        commands.put("reset", words -> {
            hardware.console("resetting ...");
            hardware.reset();
            return Outcome.WAITING;
        });
    }

    private void registerNand(BoardHardware hardware, UbootRam ram, NandDriver driver) {
        NandCommands nandCommands = new NandCommands(driver, ram, environment, hardware::console);
        UbiCommands ubi =
                new UbiCommands(driver, ram, environment, () -> LinuxStart.boot(hardware, settings), hardware::console);
        medium = ubi;
        commands.put("nand", nandCommands::run);
        commands.put("mtdparts", ubi::mtdparts);
        commands.put("ubi", ubi::ubi);
        commands.put("ubifsmount", ubi::ubifsmount);
        commands.put("ubifsload", ubi::ubifsload);
        commands.put("bootz", ubi::bootz);
    }

    private Outcome sleep(List<String> words) {
        double seconds;
        try {
            seconds = Double.parseDouble(words.size() > 1 ? words.get(1) : "");
        } catch (NumberFormatException e) {
            return Outcome.FAILED;
        }
        double stretch = Math.max(1, SLOWEST_SLEEP / settings.timeScale());
        return Outcome.after(0, Duration.ofNanos((long) (Math.max(0, seconds) * stretch * 1e9)));
    }

    private Outcome run(BoardHardware hardware, List<String> words) {
        for (String name : words.subList(1, words.size())) {
            if (!environment.has(name)) {
                hardware.console("## Error: \"" + name + "\" not defined");
                return Outcome.FAILED;
            }
        }
        // Several names run one after the other until one fails.
        return switch (words.size()) {
            case 1 -> Outcome.FAILED;
            case 2 -> Outcome.running(environment.get(words.get(1)));
            default -> Outcome.running("run " + String.join(" && run ", words.subList(1, words.size())));
        };
    }

    private Outcome source(BoardHardware hardware, UbootRam ram, List<String> words) {
        OptionalLong address = Numbers.hex(words.size() > 1 ? words.get(1) : environment.get("loadaddr"));
        if (address.isEmpty()) {
            return Outcome.FAILED;
        }
        ByteBuffer header = ram.bytes(address.getAsLong(), LegacyImage.HEADER);
        if (!LegacyImage.startsLikeOne(header)) {
            hardware.console("Wrong image format for \"source\" command");
            return Outcome.FAILED;
        }
        long size = Integer.toUnsignedLong(header.getInt(12));
        try {
            if (size > SCRIPT_LIMIT) {
                throw new FormatException("Bad header crc");
            }
            ByteBuffer image = ram.bytes(address.getAsLong(), LegacyImage.HEADER + (int) size);
            String text = LegacyImage.parse(image).scriptText();
            hardware.console(String.format("## Executing script at %08x", address.getAsLong()));
            return Outcome.running(text);
        } catch (FormatException e) {
            hardware.console("source: " + e.getMessage());
            return Outcome.FAILED;
        }
    }

    /** Starts an image with a sound legacy header, or an Android boot image. */
    private Outcome bootm(BoardHardware hardware, UbootRam ram, List<String> words) {
        OptionalLong address = Numbers.hex(words.size() > 1 ? words.get(1) : environment.get("loadaddr"));
        if (address.isEmpty()) {
            return Outcome.FAILED;
        }
        ByteBuffer header = ram.bytes(address.getAsLong(), LegacyImage.HEADER);
        boolean android = StandardCharsets.ISO_8859_1
                .decode(header.duplicate())
                .toString()
                .startsWith(BOOT_IMAGE);
        if (!android && !LegacyImage.startsLikeOne(header)) {
            hardware.console("Wrong Image Format for bootm command");
            return Outcome.FAILED;
        }
        try {
            if (!android) {
                long size = Integer.toUnsignedLong(header.getInt(12));
                LegacyImage.parse(
                        ram.bytes(address.getAsLong(), LegacyImage.HEADER + (int) Math.min(size, IMAGE_LIMIT)));
            }
        } catch (FormatException e) {
            hardware.console("bootm: " + e.getMessage());
            return Outcome.FAILED;
        }
        LinuxStart.boot(hardware, settings);
        return Outcome.WAITING;
    }

    private String version() {
        return settings.dialect() == Dialect.NTC_2016 ? "U-Boot 2016.01" : "U-Boot 2026.07";
    }
}

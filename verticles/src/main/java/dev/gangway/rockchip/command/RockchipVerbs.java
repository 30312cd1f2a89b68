package dev.gangway.rockchip.command;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.RockchipLoader;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.rockchip.FlashInfo;
import dev.gangway.rockchip.RockchipDevice;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ContentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a line of words does to one board. */
final class RockchipVerbs {
    private final RockchipDevice device;
    private final Caller caller;

    RockchipVerbs(RockchipDevice device, Caller caller) {
        this.device = device;
        this.caller = caller;
    }

    void run(RockchipWords words) throws FailureException {
        if (!words.verb().equals("db")) {
            requireLoader();
        } else if (!device.looksLikeBootRom()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the board runs a loader already; rockchip rd 3 sends it to its boot ROM");
        }
        switch (words.verb()) {
            case "db" -> db(words.arguments().get(0));
            case "wl" -> wl(words.number(0), words.arguments().get(1));
            case "rl" -> rl(words.number(0), words.number(1), words.arguments().get(2));
            case "ef" -> {
                device.erase(0, device.flashInfo().sectors(), erased -> {});
                say("The flash is erased.");
            }
            case "td" -> {
                if (!device.isReady()) {
                    throw new FailureException(FailureKind.MEDIUM_FAILED, "the loader says that it is not ready");
                }
                say("Test Device OK.");
            }
            case "rid" -> say("Flash ID: " + RockchipDevice.text(device.flashId()));
            case "rfi" -> rfi(device.flashInfo());
            case "rci" -> say("Chip Info: " + RockchipDevice.text(device.chipInfo()));
            case "rcb" -> say("Capability: " + RockchipDevice.text(device.capability()));
            case "rd" -> {
                boolean toRom = words.arguments().contains("3");
                device.reset(toRom ? RockchipDevice.Reset.BOOT_ROM : RockchipDevice.Reset.NORMAL);
                say("Reset Device OK.");
            }
            default -> throw new IllegalStateException("no verb " + words.verb());
        }
    }

    /** What a boot ROM was given over USB may look like the boot ROM: only asking tells. */
    private void requireLoader() throws FailureException {
        try {
            if (device.looksLikeBootRom()) {
                device.isReady();
            }
        } catch (FailureException e) {
            throw e.failure().kind() == FailureKind.CABLE_LOST
                    ? e
                    : new FailureException(
                            FailureKind.RECIPE_INVALID,
                            "the board is in its boot ROM, which takes a loader only: rockchip db LOADER",
                            e);
        }
    }

    private void say(String line) {
        caller.out().println(line);
    }

    private void rfi(FlashInfo info) {
        say("Flash Info:");
        caller.out().printf("\tManufacturer: %s, value=%02X%n", info.makerName(), info.maker());
        caller.out().printf("\tFlash Size: %d MB%n", info.sectors() / 2048);
        caller.out().printf("\tFlash Size: %d Sectors%n", info.sectors());
        caller.out().printf("\tBlock Size: %d KB%n", info.blockSectors() / 2);
        caller.out().printf("\tPage Size: %d KB%n", info.pageSectors() / 2);
        caller.out().printf("\tECC Bits: %d%n", info.eccBits());
        caller.out().printf("\tAccess Time: %d%n", info.accessTime());
    }

    private void db(String name) throws FailureException {
        ImageData data = map(caller.file(name));
        try {
            device.download(RockchipLoader.parse(data), data, moved -> {});
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
        say("Downloading bootloader succeeded.");
    }

    private void wl(long sector, String name) throws FailureException {
        ImageData data = map(caller.file(name));
        device.write(sector, data, moved -> {});
        say("Write LBA from file (100%): " + data.length() + " bytes from sector " + sector + " on");
    }

    private static ImageData map(Path file) throws FailureException {
        try {
            return ImageData.map(file);
        } catch (NoSuchFileException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "there is no file " + file, e);
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void rl(long sector, long sectors, String name) throws FailureException {
        Path file = caller.file(name);
        device.requireRoom(sector, sectors * RockchipDevice.SECTOR);
        new ContentFile(file)
                .fill(out -> device.read(sector, sectors, piece -> {
                    out.take(piece);
                    return true;
                }));
        say("Read LBA to file (100%): " + sectors + " sectors from " + sector + " on");
    }
}

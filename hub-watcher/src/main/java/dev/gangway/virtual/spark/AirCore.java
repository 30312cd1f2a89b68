package dev.gangway.virtual.spark;

import java.util.HexFormat;
import java.util.function.Consumer;

/** A Core without its radio: its keys, its flash, the flags of its boot loader. Used by the thread of its radio. */
final class AirCore {
    private final byte[] id;
    private final AirGeneration generation;
    private final AirKeys keys;
    private final AirApplication before;
    private final boolean announces;
    private final Consumer<String> console;
    private final AirFlash flash = new AirFlash();
    private boolean updateFlag;
    private volatile boolean flashed;

    /**
     * A Core as it comes.
     *
     * @param before what it tells of firmware that was not made here
     * @param announces whether its firmware tells what it takes when it has connected, as released ones do
     */
    AirCore(
            byte[] id,
            AirGeneration generation,
            AirKeys keys,
            AirApplication before,
            boolean announces,
            Consumer<String> console) {
        this.id = id.clone();
        this.generation = generation;
        this.keys = keys;
        this.before = before;
        this.announces = announces;
        this.console = console;
    }

    byte[] id() {
        return id.clone();
    }

    String name() {
        return HexFormat.of().formatHex(id);
    }

    AirGeneration generation() {
        return generation;
    }

    AirKeys keys() {
        return keys;
    }

    AirFlash flash() {
        return flash;
    }

    boolean announces() {
        return announces;
    }

    AirApplication application() {
        return before.in(flash.application());
    }

    /** Whether its boot loader has installed something, and its firmware has told nobody yet. */
    boolean isUpgraded() {
        return flashed;
    }

    /** It was told. */
    void forgetUpgrade() {
        flashed = false;
    }

    /** The next start installs what lies there. */
    void setUpdateFlag() {
        updateFlag = true;
    }

    /** Starts from its boot loader. */
    void start() {
        if (updateFlag) {
            updateFlag = false;
            flash.install();
            flashed = true;
            log("boot loader: 0x60000 was copied over the application");
            if (!AirApplication.lives(flash.application())) {
                flash.restore();
                log("boot loader: the application does not live; the one before is back");
            }
        }
        log("starts, version " + application().version());
    }

    void log(String line) {
        console.accept("core " + name() + ": " + line);
    }
}

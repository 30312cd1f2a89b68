package dev.gangway.virtual.gadget;

import java.time.Duration;
import java.util.Locale;

/** What a boot loader does at each fastboot command, in its dialect (fastboot.md 3 and 4). */
final class GadgetCommands {
    private static final int LONGEST = 4095; // U-Boot's buffer for a command over USB

    private final Dialect dialect;
    private final long buffer;
    private final long bufferSize;
    private final PartitionStore store;
    private final GadgetHost host;
    private final GadgetFaults faults;
    private final FastbootGadget.Answers answers;
    private final FastbootVariables variables;
    private long imageSize;
    private int flashes;
    private int session; // NTC: flashes since max-download-size was asked for
    private long sessionPosition;

    GadgetCommands(
            String serial,
            Dialect dialect,
            long buffer,
            long bufferSize,
            PartitionStore store,
            GadgetHost host,
            GadgetFaults faults,
            FastbootGadget.Answers answers) {
        this.dialect = dialect;
        this.buffer = buffer;
        this.bufferSize = bufferSize;
        this.store = store;
        this.host = host;
        this.faults = faults;
        this.answers = answers;
        this.variables = new FastbootVariables(serial, dialect, faults.maxDownload(bufferSize), store, host);
    }

    void run(String text) {
        if (text.length() > LONGEST) {
            answers.fail("buffer overflow");
            return;
        }
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String parameter = colon < 0 ? "" : text.substring(colon + 1);
        switch (name) {
            case "getvar" -> getvar(parameter);
            case "download" -> download(parameter);
            case "flash" -> flash(parameter);
            case "erase" -> erase(parameter);
            case "fetch" -> fetch(parameter);
            case "continue" -> answers.leave(GadgetHost.Exit.CONTINUE);
            case "reboot" -> answers.leave(GadgetHost.Exit.REBOOT);
            case "reboot-bootloader" -> rebootBootloader();
            case "reboot-fastboot", "reboot-recovery" ->
                answers.fail(dialect == Dialect.UBOOT_2026 ? "Cannot set reboot flag" : unknown());
            case "boot" -> answers.fail(dialect == Dialect.AOSP ? "not allowed" : "Unsupported command");
            case "set_active" -> {
                if (dialect == Dialect.NTC_2016) {
                    answers.fail(unknown());
                } else {
                    answers.okay("");
                }
            }
            case "oem run", "UCmd" -> oemRun(parameter);
            default -> answers.fail(text.startsWith("oem ") ? unknownOem() : unknown());
        }
    }

    void downloaded(long length) {
        imageSize = length;
        host.setVariable("filesize", Long.toHexString(length));
        host.log("downloading of " + length + " bytes finished");
        answers.okay("");
    }

    void downloadBroken() {
        answers.fail("Received invalid data length");
    }

    private void getvar(String name) {
        if (name.isEmpty()) {
            answers.fail(dialect == Dialect.NTC_2016 ? "missing var" : "Expected command parameter");
            return;
        }
        if (name.equals("all") && dialect != Dialect.NTC_2016) {
            variables.all().forEach(answers::info);
            answers.okay("");
            return;
        }
        if (name.equals("max-download-size") || name.equals("downloadsize")) {
            session = 0;
        }
        try {
            answers.okay(variables.get(name));
        } catch (StoreException e) {
            answers.fail(e.answer());
        }
    }

    private void download(String parameter) {
        long length;
        try {
            length = Long.parseLong(parameter.toLowerCase(Locale.ROOT), 16);
        } catch (NumberFormatException e) {
            length = 0;
        }
        boolean ntc = dialect == Dialect.NTC_2016;
        if (parameter.isEmpty() && !ntc) {
            answers.fail("Expected command parameter");
        } else if (length <= 0) {
            answers.fail(ntc ? "data invalid size" : "Expected nonzero image size");
        } else if (length > bufferSize) {
            answers.fail(ntc ? "data too large" : String.format("%08x", length));
        } else {
            answers.data(length);
        }
    }

    private void flash(String partition) {
        flashes++;
        if (faults.takeSilence(flashes)) {
            answers.fallSilent();
            return;
        }
        if (partition.isEmpty()) {
            answers.fail(dialect == Dialect.NTC_2016 ? "missing partition name" : "Expected command parameter");
            return;
        }
        if (faults.takeFail(flashes)) {
            answers.fail(store.sparseError("flash write failure"));
            return;
        }
        try {
            long bytes = write(partition);
            finishLater(store.writeTime(bytes));
        } catch (StoreException e) {
            answers.fail(e.answer());
        }
    }

    private long write(String partition) throws StoreException {
        store.size(partition);
        if (!SparseWriter.isSparse(host.memory(), buffer, imageSize)) {
            store.writeImage(partition, imageSize, new SparseWriter.Range(host.memory(), buffer));
            session++;
            return imageSize;
        }
        SparseWriter writer = new SparseWriter(host.memory(), buffer, buffer + imageSize, dialect, store);
        boolean resume = dialect == Dialect.NTC_2016 && session > 0;
        session++;
        sessionPosition = writer.write(partition, resume ? sessionPosition : 0);
        return writer.written();
    }

    private void erase(String partition) {
        if (partition.isEmpty()) {
            answers.fail(dialect == Dialect.NTC_2016 ? "missing partition name" : "Expected command parameter");
            return;
        }
        try {
            store.erase(partition);
            finishLater(store.writeTime(store.size(partition) / 64));
        } catch (StoreException e) {
            answers.fail(e.answer());
        }
    }

    /** {@code fetch:PART[:0xOFFSET[:0xSIZE]]}, of fastbootd alone. */
    private void fetch(String parameter) {
        if (dialect != Dialect.AOSP) {
            answers.fail(unknown());
            return;
        }
        String[] parts = parameter.split(":", -1);
        try {
            long offset = parts.length > 1 ? Long.decode(parts[1]) : 0;
            long size = parts.length > 2 ? Long.decode(parts[2]) : store.size(parts[0]) - offset;
            if (offset < 0 || size <= 0 || offset + size > store.size(parts[0])) {
                answers.fail("Cannot fetch: out of the partition");
            } else if (size > FastbootVariables.MAX_FETCH) {
                answers.fail("Cannot fetch " + size + " bytes");
            } else {
                answers.upload(size, (at, into) -> store.read(parts[0], offset + at, into));
            }
        } catch (StoreException e) {
            answers.fail(e.answer());
        } catch (NumberFormatException e) {
            answers.fail("Invalid parameter");
        }
    }

    private void finishLater(Duration takes) {
        if (takes.isZero()) {
            answers.okay("");
        } else {
            host.after(takes, () -> answers.okay(""));
        }
    }

    private void rebootBootloader() {
        if (dialect == Dialect.UBOOT_2026) {
            answers.fail("Cannot set reboot flag");
        } else {
            answers.leave(GadgetHost.Exit.REBOOT_BOOTLOADER);
        }
    }

    private void oemRun(String command) {
        if (dialect != Dialect.UBOOT_2026) {
            answers.fail(unknownOem());
            return;
        }
        host.run(command, status -> {
            if (status == 0) {
                answers.okay("");
            } else {
                answers.fail("");
            }
        });
    }

    private String unknown() {
        return dialect == Dialect.UBOOT_2026 ? "unrecognized command" : "unknown command";
    }

    private String unknownOem() {
        return dialect == Dialect.NTC_2016 ? "unknown oem command" : unknown();
    }
}

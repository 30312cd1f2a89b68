package dev.gangway.virtual.gadget;

import dev.gangway.virtual.SystemMemory.BusAbort;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** What a boot loader does at each fastboot command, in its dialect (fastboot.md 3 and 4). */
final class GadgetCommands {
    private static final int LONGEST = 4095; // U-Boot's buffer for a command over USB

    /** From the answer to the command that it was for: the host has it by then. */
    private static final Duration AFTERWARDS = Duration.ofMillis(50);

    private static final String BOOT_MAGIC = "ANDROID!";

    private final Dialect dialect;
    private final long buffer;
    private final long bufferSize;
    private final PartitionStore store;
    private final GadgetHost host;
    private final GadgetFaults faults;
    private final FastbootGadget.Answers answers;
    private final FastbootVariables variables;
    private byte[] staged = {};
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
            case "reboot-bootloader" -> rebootInto(GadgetHost.Exit.REBOOT_BOOTLOADER);
            case "reboot-fastboot" -> rebootInto(GadgetHost.Exit.REBOOT_FASTBOOT);
            case "reboot-recovery" -> rebootInto(GadgetHost.Exit.REBOOT_RECOVERY);
            case "boot" -> boot();
            case "set_active" -> setActive(parameter);
            case "upload" -> upload();
            case "create-logical-partition", "resize-logical-partition", "delete-logical-partition" ->
                logical(name, parameter);
            case "oem run", "UCmd" -> oemRun(parameter);
            case "ACmd" -> runAfterwards(parameter);
            case "oem format" -> oemFormat();
            case "oem stage-variables" -> stageVariables();
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

    private void boot() {
        boolean bootable = dialect == Dialect.UBOOT_2026 || startsLikeBootImage();
        if (dialect == Dialect.NTC_2016) {
            answers.fail("Unsupported command");
        } else if (imageSize == 0 || !bootable) {
            answers.fail("not a boot image");
        } else {
            answers.leave(GadgetHost.Exit.BOOT);
        }
    }

    private boolean startsLikeBootImage() {
        ByteBuffer magic = ByteBuffer.allocate(BOOT_MAGIC.length());
        new SparseWriter.Range(host.memory(), buffer).fill(magic);
        return StandardCharsets.ISO_8859_1.decode(magic.flip()).toString().equals(BOOT_MAGIC);
    }

    /** U-Boot says yes and does nothing. */
    private void setActive(String slot) {
        if (dialect == Dialect.NTC_2016) {
            answers.fail(unknown());
        } else if (dialect == Dialect.UBOOT_2026) {
            answers.okay("");
        } else if (variables.slots().contains(slot)) {
            host.setVariable(FastbootVariables.SLOT, slot);
            answers.okay("");
        } else {
            answers.fail("Slot " + slot + " does not exist");
        }
    }

    /** Sets aside what {@code getvar:all} tells, as loaders do with their logs. */
    private void stageVariables() {
        if (dialect != Dialect.AOSP) {
            answers.fail(unknownOem());
            return;
        }
        staged = String.join("\n", variables.all()).getBytes(StandardCharsets.US_ASCII);
        answers.okay("");
    }

    private void upload() {
        byte[] bytes = staged;
        if (dialect != Dialect.AOSP || bytes.length == 0) {
            answers.fail(dialect == Dialect.AOSP ? "nothing is staged" : unknown());
            return;
        }
        answers.upload(bytes.length, (at, into) -> into.put(bytes, (int) at, into.remaining()));
    }

    private void logical(String name, String parameter) {
        if (dialect != Dialect.AOSP || !host.isUserspace()) {
            answers.fail(dialect == Dialect.AOSP ? "Command not available in the boot loader" : unknown());
            return;
        }
        String[] parts = parameter.split(":", -1);
        try {
            if (name.startsWith("delete")) {
                store.deleteLogical(parameter);
            } else if (parts.length == 2) {
                store.sizeLogical(parts[0], Long.decode(parts[1]), name.startsWith("create"));
            } else {
                throw new StoreException("Invalid arguments");
            }
            answers.okay("");
        } catch (StoreException e) {
            answers.fail(e.answer());
        } catch (NumberFormatException e) {
            answers.fail("Invalid partition size");
        }
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
        if (faults.takeCorrupt()) {
            damage(buffer + imageSize / 2);
        }
        try {
            long bytes = write(partition);
            finishLater(store.writeTime(bytes));
        } catch (StoreException e) {
            answers.fail(e.answer());
        }
    }

    /** A boot loader does not find what lies in another partition. */
    private void requireReach(String partition) throws StoreException {
        if (store.isLogical(partition) && !host.isUserspace()) {
            throw new StoreException("no such partition in the boot loader");
        }
    }

    private long write(String partition) throws StoreException {
        requireReach(partition);
        store.size(partition);
        if (dialect == Dialect.AOSP) {
            answers.info("writing " + partition + ", " + imageSize + " bytes");
        }
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

    private void damage(long address) {
        ByteBuffer one = ByteBuffer.allocate(1);
        try {
            host.memory().read(address, one);
            host.memory().write(address, one.put(0, (byte) ~one.get(0)).flip());
        } catch (BusAbort e) {
            throw new IllegalStateException("the download buffer lies outside the board's memory", e);
        }
    }

    private void erase(String partition) {
        if (partition.isEmpty()) {
            answers.fail(dialect == Dialect.NTC_2016 ? "missing partition name" : "Expected command parameter");
            return;
        }
        try {
            requireReach(partition);
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
            requireReach(parts[0]);
            long offset = parts.length > 1 ? Long.decode(parts[1]) : 0;
            long size = parts.length > 2 ? Long.decode(parts[2]) : store.size(parts[0]) - offset;
            if (offset < 0 || size <= 0 || offset + size > store.size(parts[0])) {
                answers.fail("Cannot fetch: out of the partition");
            } else if (size > FastbootVariables.MAX_FETCH) {
                answers.fail("Cannot fetch " + size + " bytes");
            } else {
                give(parts[0], offset, (int) size);
            }
        } catch (StoreException e) {
            answers.fail(e.answer());
        } catch (NumberFormatException e) {
            answers.fail("Invalid parameter");
        }
    }

    private void give(String partition, long offset, int size) throws StoreException {
        byte[] kept = new byte[size];
        store.read(partition, offset, ByteBuffer.wrap(kept));
        byte[] given = faults.given(partition + ":" + offset + ":" + size, kept);
        if (faults.fades()) {
            store.write(partition, offset, size, bytes -> bytes.put(new byte[bytes.remaining()]));
        }
        answers.upload(given.length, (at, into) -> into.put(given, (int) at, into.remaining()));
    }

    private void finishLater(Duration takes) {
        if (takes.isZero()) {
            answers.okay("");
        } else {
            host.after(takes, () -> answers.okay(""));
        }
    }

    /** U-Boot keeps the reason in the partition {@code misc}; NTC's knows the boot loader only. */
    private void rebootInto(GadgetHost.Exit exit) {
        if (dialect == Dialect.UBOOT_2026 && !store.has("misc")) {
            answers.fail("Cannot set reboot flag");
        } else if (dialect == Dialect.NTC_2016 && exit != GadgetHost.Exit.REBOOT_BOOTLOADER) {
            answers.fail(unknown());
        } else {
            answers.leave(exit);
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

    /** U-Boot's {@code gpt write mmc N $partitions}; of what goes wrong in it, it says nothing. */
    private void oemFormat() {
        String layout = host.variable("partitions");
        if (dialect != Dialect.UBOOT_2026) {
            answers.fail(unknownOem());
        } else if (layout.isEmpty()) {
            answers.fail("partitions not set");
        } else {
            try {
                store.layOut(PartitionTable.read(layout));
                answers.okay("");
            } catch (StoreException e) {
                host.log("oem format: " + e.answer());
                answers.fail("");
            }
        }
    }

    /** Says yes, and only then begins. */
    private void runAfterwards(String command) {
        if (dialect != Dialect.UBOOT_2026) {
            answers.fail(unknown());
            return;
        }
        answers.okay("");
        host.afterExactly(AFTERWARDS, () -> host.run(command, status -> host.log(command + " ended: " + status)));
    }

    private String unknown() {
        return dialect == Dialect.UBOOT_2026 ? "unrecognized command" : "unknown command";
    }

    private String unknownOem() {
        return dialect == Dialect.NTC_2016 ? "unknown oem command" : unknown();
    }
}

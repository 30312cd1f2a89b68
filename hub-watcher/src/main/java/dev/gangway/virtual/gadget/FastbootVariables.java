package dev.gangway.virtual.gadget;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The answers to {@code getvar}, in a boot loader's dialect. */
final class FastbootVariables {
    /** What fastbootd gives back at once. */
    static final long MAX_FETCH = 1 << 20;

    /** The variable of the host that holds the slot to start from, where one was chosen. */
    static final String SLOT = "slot";

    /** Of the superblock's s_magic. */
    private static final long EXT4_MAGIC_AT = 1024 + 56;

    private static final String UNKNOWN = "Variable not implemented";
    private static final List<String> PLAIN = List.of(
            "version",
            "version-bootloader",
            "max-download-size",
            "serialno",
            "product",
            "is-userspace",
            "current-slot");

    private final String serial;
    private final Dialect dialect;
    private final long maxDownload;
    private final PartitionStore store;
    private final GadgetHost host;

    FastbootVariables(String serial, Dialect dialect, long maxDownload, PartitionStore store, GadgetHost host) {
        this.serial = serial;
        this.dialect = dialect;
        this.maxDownload = maxDownload;
        this.store = store;
        this.host = host;
    }

    /** The value, or the text behind FAIL. */
    String get(String name) throws StoreException {
        return switch (dialect) {
            case NTC_2016 -> ntc(name);
            case UBOOT_2026 -> uboot(name);
            case AOSP -> aosp(name);
        };
    }

    /** Lines {@code name: value}. */
    List<String> all() {
        List<String> lines = new ArrayList<>();
        for (String name : PLAIN) {
            try {
                lines.add(name + ": " + get(name));
            } catch (StoreException e) {
                host.log("getvar:all leaves out " + name + ", which has no value");
            }
        }
        return lines;
    }

    /** The letters behind which the medium keeps partitions. */
    SortedSet<String> slots() {
        SortedSet<String> letters = new TreeSet<>();
        for (String name : store.names()) {
            if (name.matches(".+_[a-z]")) {
                letters.add(name.substring(name.length() - 1));
            }
        }
        return letters;
    }

    private String currentSlot() throws StoreException {
        if (slots().isEmpty()) {
            throw new StoreException("unknown variable");
        }
        String chosen = host.variable(SLOT);
        return chosen.isEmpty() ? slots().first() : chosen;
    }

    private String sizeHere(String partition) throws StoreException {
        if (store.isLogical(partition) && !host.isUserspace()) {
            throw new StoreException("no such partition in the boot loader");
        }
        return String.format("0x%x", store.size(partition));
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "no";
    }

    /** Matches by prefix, in the order of NTC's source; the real name of the loader's version is bootloader-version. */
    private String ntc(String name) throws StoreException {
        if (name.startsWith("version")) {
            return "0.4";
        } else if (name.startsWith("bootloader-version")) {
            return "U-Boot 2016.01";
        } else if (name.startsWith("downloadsize") || name.startsWith("max-download-size")) {
            return String.format("0x%08x", maxDownload);
        } else if (name.startsWith("serialno")) {
            return valueSet(serial, "Value not set");
        }
        return valueSet(host.variable("fastboot." + name), UNKNOWN);
    }

    private String uboot(String name) throws StoreException {
        String override = host.variable("fastboot." + name);
        if (!override.isEmpty()) {
            return override;
        }
        int colon = name.indexOf(':');
        String argument = colon < 0 ? "" : name.substring(colon + 1);
        return switch (colon < 0 ? name : name.substring(0, colon)) {
            case "version" -> "0.4";
            case "version-bootloader" -> "U-Boot 2026.07";
            case "version-baseband" -> "N/A";
            case "downloadsize", "max-download-size" -> String.format("0x%08x", maxDownload);
            case "serialno" -> valueSet(serial, "Value not set");
            case "product" -> valueSet(host.variable("board"), "Board not set");
            case "current-slot" -> "a";
            case "is-userspace" -> "no";
            case "has-slot" -> hasSlot(argument);
            case "partition-size" -> String.format("0x%016x", store.size(argument));
            case "partition-type" -> contentType(argument);
            default -> throw new StoreException(UNKNOWN);
        };
    }

    /** U-Boot looks at what is in a partition of a block device, and knows nothing of one on raw flash. */
    private String contentType(String partition) throws StoreException {
        if (store.names().isEmpty()) {
            throw new StoreException(UNKNOWN);
        }
        store.size(partition);
        ByteBuffer magic = ByteBuffer.allocate(2);
        store.read(partition, EXT4_MAGIC_AT, magic);
        return magic.get(0) == 0x53 && magic.get(1) == (byte) 0xef ? "ext4" : "raw";
    }

    private String hasSlot(String partition) throws StoreException {
        if (store.has(partition + "_a")) {
            return "yes";
        }
        store.size(partition);
        return "no";
    }

    private String aosp(String name) throws StoreException {
        int colon = name.indexOf(':');
        String argument = colon < 0 ? "" : name.substring(colon + 1);
        return switch (colon < 0 ? name : name.substring(0, colon)) {
            case "version" -> "0.4";
            case "version-bootloader" -> "1.0";
            case "max-download-size" -> String.format("0x%x", maxDownload);
            case "serialno" -> serial;
            case "product" -> host.variable("board");
            case "secure" -> "no";
            case "is-userspace" -> yes(host.isUserspace());
            case "is-logical" -> yes(store.isLogical(argument));
            case "unlocked" -> "yes";
            case "max-fetch-size" -> String.format("0x%x", MAX_FETCH);
            case "slot-count" -> Integer.toString(slots().size());
            case "current-slot" -> currentSlot();
            case "has-slot" -> yes(store.has(argument + "_a"));
            case "partition-type" -> store.has(argument) ? store.type(argument) : "";
            case "partition-size" -> sizeHere(argument);
            default -> throw new StoreException("unknown variable");
        };
    }

    private static String valueSet(String value, String otherwise) throws StoreException {
        if (value.isEmpty()) {
            throw new StoreException(otherwise);
        }
        return value;
    }
}

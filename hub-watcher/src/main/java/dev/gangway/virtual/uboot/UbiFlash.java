package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.PageStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A flash whose partition UBI has the volumes rootfs, half of it, and data, a quarter. Volumes are modelled, not their headers. */
final class UbiFlash implements ConsoleMedium {
    static final String PARTITION = "UBI";

    /** Of a NAND with pages of 2 KiB and blocks of 128 KiB. */
    static final int BLOCK = 128 << 10;

    static final int VOLUME_BLOCK = BLOCK - 2 * 2048;

    private final PageStore pages;
    private final List<Volume> volumes = new ArrayList<>();

    UbiFlash(long size, PageStore pages) {
        this.pages = pages;
        int blocks = (int) (size / BLOCK);
        volumes.add(new Volume(0, "rootfs", Math.max(1, blocks / 2)));
        volumes.add(new Volume(1, "data", Math.max(1, blocks / 4)));
    }

    /** A dynamic volume. */
    final class Volume {
        private final int id;
        private final String name;
        private final int blocks;
        private ErasedMemory content;
        private long coming;
        private long come;

        Volume(int id, String name, int blocks) {
            this.id = id;
            this.name = name;
            this.blocks = blocks;
            this.content = new ErasedMemory(room(), pages);
        }

        int id() {
            return id;
        }

        String name() {
            return name;
        }

        int blocks() {
            return blocks;
        }

        long room() {
            return (long) blocks * VOLUME_BLOCK;
        }

        /** Empties it for so many bytes; until they have come it is not to be read, over loss of power too. */
        void begin(long bytes) {
            content = new ErasedMemory(room(), pages);
            coming = bytes;
            come = 0;
        }

        /** The next bytes; false when there are more than were to come. */
        boolean take(ByteBuffer bytes) {
            if (come + bytes.remaining() > Math.min(coming, room())) {
                return false;
            }
            long at = come;
            come += bytes.remaining();
            content.program(at, bytes);
            return true;
        }

        /** As if they had come. */
        void lose(long bytes) {
            come += bytes;
        }

        boolean isWhole() {
            return come == coming;
        }

        void read(long at, ByteBuffer into) {
            content.read(at, into);
        }
    }

    Optional<Volume> find(String name) {
        return volumes.stream().filter(volume -> volume.name().equals(name)).findFirst();
    }

    List<Volume> volumes() {
        return List.copyOf(volumes);
    }

    @Override
    public String command() {
        return "ubi";
    }

    @Override
    public Command commands(UbootRam ram, Environment environment, FaultPlan faults, BoardHardware hardware) {
        return new UbiVolumeCommands(this, ram, faults, hardware)::run;
    }

    /** The first volume. */
    @Override
    public void read(long at, ByteBuffer into) {
        volumes.get(0).read(at, into);
    }
}

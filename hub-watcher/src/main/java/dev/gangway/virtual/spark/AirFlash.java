package dev.gangway.virtual.spark;

import java.util.Arrays;

/**
 * What a Core keeps: 2 MiB of NOR flash in sectors of 4 KiB, where programming only makes zeros, and the 108 KiB of its chip in
 * which the application lies. Addresses wrap at the end, as the chip's do. Safe for any thread.
 */
final class AirFlash {
    static final int SIZE = 2 << 20;
    static final int SECTOR = 4096;
    static final int APPLICATION_SIZE = 110_592;
    static final int BACKUP = 0x40000;
    static final int UPDATE = 0x60000;

    private final byte[] beside = new byte[SIZE];
    private final byte[] chip = new byte[APPLICATION_SIZE];

    AirFlash() {
        Arrays.fill(beside, (byte) 0xff);
        Arrays.fill(chip, (byte) 0xff);
    }

    /** Erases the sectors that a stretch touches from its beginning on: not the last one when it begins in mid-sector. */
    synchronized void erase(long from, long length) {
        for (long done = 0; done < length; done += SECTOR) {
            int at = wrapped(from + done) / SECTOR * SECTOR;
            Arrays.fill(beside, at, at + SECTOR, (byte) 0xff);
        }
    }

    /** Programs; true when it then holds that. */
    synchronized boolean program(long at, byte[] data) {
        boolean same = true;
        for (int i = 0; i < data.length; i++) {
            int place = wrapped(at + i);
            beside[place] &= data[i];
            same &= beside[place] == data[i];
        }
        return same;
    }

    synchronized byte[] read(long at, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = beside[wrapped(at + i)];
        }
        return bytes;
    }

    synchronized byte[] application() {
        return chip.clone();
    }

    /** What the boot loader does with an update, without a look at it. */
    synchronized void install() {
        erase(BACKUP, APPLICATION_SIZE);
        program(BACKUP, chip.clone());
        System.arraycopy(beside, UPDATE, chip, 0, chip.length);
    }

    /** What it does when the application does not live. */
    synchronized void restore() {
        System.arraycopy(beside, BACKUP, chip, 0, chip.length);
    }

    /** What a factory puts into the chip. */
    synchronized void load(byte[] firmware) {
        Arrays.fill(chip, (byte) 0xff);
        System.arraycopy(firmware, 0, chip, 0, Math.min(firmware.length, chip.length));
    }

    private static int wrapped(long at) {
        return (int) (at & (SIZE - 1));
    }
}

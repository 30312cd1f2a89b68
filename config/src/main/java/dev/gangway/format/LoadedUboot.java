package dev.gangway.format;

import java.nio.ByteBuffer;

/**
 * A second stage that lies in the board's memory and can be started.
 *
 * @param entry where it starts
 * @param load where the part that starts was written
 * @param data what was written there, a read-only view of the caller's buffer
 * @param aarch64 whether it starts in AArch64, by a warm reset
 */
public record LoadedUboot(long entry, long load, ByteBuffer data, boolean aarch64) {}

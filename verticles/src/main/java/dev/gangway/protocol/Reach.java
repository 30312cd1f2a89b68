package dev.gangway.protocol;

import dev.gangway.channel.Channel;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.BootMode;
import java.util.Set;

/**
 * In this mode a board answers a protocol.
 *
 * @param mode what recipes and the record call it
 * @param seenAs what the hub watcher sees while it is so: the mode itself, or a line behind which it may be
 * @param over what it is spoken to over
 * @param ifMeant whether a board is spoken to only where a recipe is for boards in this mode: what is seen may be anything, which
 *     nobody opens unasked
 */
public record Reach(BootMode mode, Set<BootMode> seenAs, Class<? extends Channel> over, boolean ifMeant) {
    /** Copies the set. */
    public Reach {
        seenAs = Set.copyOf(seenAs);
    }

    /** Of boards that are asked who they are as soon as they are seen. */
    public Reach(BootMode mode, Set<BootMode> seenAs, Class<? extends Channel> over) {
        this(mode, seenAs, over, false);
    }

    /** A mode that shows in the USB descriptors. */
    public static Reach usb(BootMode mode) {
        return new Reach(mode, Set.of(mode), UsbSession.class);
    }

    /** A mode in which a board may answer behind a line. */
    public static Reach behind(BootMode line, BootMode mode, Class<? extends Channel> over) {
        return new Reach(mode, Set.of(line), over);
    }

    /** A mode in which a board says nothing of itself and may be seen as any of these. */
    public static Reach ifMeant(BootMode mode, Set<BootMode> seenAs, Class<? extends Channel> over) {
        return new Reach(mode, seenAs, over, true);
    }
}

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
 */
public record Reach(BootMode mode, Set<BootMode> seenAs, Class<? extends Channel> over) {
    /** Copies the set. */
    public Reach {
        seenAs = Set.copyOf(seenAs);
    }

    /** A mode that shows in the USB descriptors. */
    public static Reach usb(BootMode mode) {
        return new Reach(mode, Set.of(mode), UsbSession.class);
    }

    /** A mode in which a board may answer behind a line. */
    public static Reach behind(BootMode line, BootMode mode, Class<? extends Channel> over) {
        return new Reach(mode, Set.of(line), over);
    }
}

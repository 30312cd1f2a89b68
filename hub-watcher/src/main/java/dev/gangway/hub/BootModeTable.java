package dev.gangway.hub;

import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says from descriptors alone in which boot mode a board is; a device is never opened only to identify it.
 *
 * <p>The rules stand in {@link BootModeRules}; the first that fits decides.
 */
public final class BootModeTable {
    private static final List<BootModeRule> RULES =
            BootModeRules.TEXT.lines().flatMap(BootModeRule::parse).toList();

    private BootModeTable() {}

    /** The modes that it tells apart. */
    public static Set<BootMode> modes() {
        Set<BootMode> modes = EnumSet.noneOf(BootMode.class);
        RULES.forEach(rule -> modes.add(rule.mode()));
        return modes;
    }

    /** The boot mode of these descriptors; UNKNOWN while they have not arrived. */
    public static BootMode modeOf(@Nullable UsbIdentity identity) {
        if (identity == null) {
            return BootMode.UNKNOWN;
        }
        for (BootModeRule rule : RULES) {
            if (rule.fits(identity)) {
                return rule.mode();
            }
        }
        return BootMode.UNKNOWN;
    }

    /** A survey's sighting as the station speaks of it, on this attach. */
    public static BoardSighting seen(Sighting seen, Epoch epoch) {
        UsbIdentity identity = seen.identity();
        BootMode line = seen.line();
        BootMode mode = line == null ? modeOf(identity) : line;
        return new BoardSighting(
                seen.port(),
                epoch,
                seen.deviceKey(),
                mode,
                identity == null ? 0 : identity.vid(),
                identity == null ? 0 : identity.pid(),
                identity == null ? null : identity.serial(),
                line != null && line.isLine());
    }
}

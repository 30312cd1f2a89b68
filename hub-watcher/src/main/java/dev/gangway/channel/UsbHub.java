package dev.gangway.channel;

import dev.gangway.model.HubPath;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hub that is there now.
 *
 * @param path where it hangs
 * @param shape what it looks like, to know it again elsewhere
 * @param superSpeed whether it is the USB 3 half of a hub
 */
public record UsbHub(HubPath path, Shape shape, boolean superSpeed) {
    /**
     * What a hub looks like.
     *
     * @param ids vendor and product id, {@code 05e3:0610}
     * @param ports how many ports it has
     * @param serial its serial string; a root hub's is the place of its controller; null where there is none
     */
    public record Shape(String ids, int ports, @Nullable String serial) {
        /** Whether both may be the same hub. Two hubs of one kind without serial strings can't be told apart. */
        public boolean fits(Shape other) {
            return ids.equals(other.ids)
                    && ports == other.ports
                    && (serial == null || other.serial == null || Objects.equals(serial, other.serial));
        }
    }
}

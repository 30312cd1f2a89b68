package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbIdentity;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttachesTest {
    private static final UsbIdentity BOARD =
            new UsbIdentity(0x1f3a, 0xefe8, 0x0200, 0x02b3, UsbIdentity.Speed.HIGH, List.of(), null, null, null);

    private final Attaches attaches = new Attaches(port -> port);

    @Test
    void keepsTheKeyOfABoardThatStays() {
        long key = attaches.seen("1-2", Attaches.place(1, 5), BOARD);

        attaches.keepOnly(Set.of("1-2"));

        assertThat(attaches.seen("1-2", Attaches.place(1, 5), BOARD)).isEqualTo(key);
        assertThat(attaches.placeOf("1-2", key)).isEqualTo(OptionalInt.of(0x105));
    }

    @Test
    void givesANewKeyAtANewAddress() {
        long key = attaches.seen("1-2", Attaches.place(1, 5), BOARD);

        assertThat(attaches.seen("1-2", Attaches.place(1, 6), BOARD)).isNotEqualTo(key);
        assertThat(attaches.placeOf("1-2", key)).isEmpty();
    }

    @Test
    void givesANewKeyWhenAnAddressIsUsedAgain() {
        long first = attaches.seen("1-2", Attaches.place(1, 5), BOARD);
        attaches.keepOnly(Set.of());
        long second = attaches.seen("1-2", Attaches.place(1, 5), BOARD);
        attaches.left(Set.of(Attaches.place(1, 5)));
        long third = attaches.seen("1-2", Attaches.place(1, 5), BOARD);

        assertThat(Set.of(first, second, third)).hasSize(3);
    }

    @Test
    void knowsWhoABoardIsAsLongAsItStays() {
        attaches.seen("1-2", Attaches.place(1, 5), BOARD);

        assertThat(attaches.identityOf("1-2", Attaches.place(1, 5))).contains(BOARD);
        assertThat(attaches.identityOf("1-2", Attaches.place(1, 6))).isEmpty();
        attaches.left(Set.of(Attaches.place(1, 5)));
        assertThat(attaches.identityOf("1-2", Attaches.place(1, 5))).isEmpty();
    }

    @Test
    void knowsTheNameOfADeviceByItsKeyAsLongAsItStays() {
        long key = attaches.seen("1-2", Attaches.place(1, 5), BOARD);

        assertThat(attaches.nameOf(key)).contains("1-2");
        long next = attaches.seen("1-2", Attaches.place(1, 6), BOARD);
        assertThat(attaches.nameOf(key)).isEmpty();
        assertThat(attaches.nameOf(next)).contains("1-2");
    }

    @Test
    void doesNotFindAKeyOnAnotherPort() {
        long key = attaches.seen("1-2", Attaches.place(1, 5), BOARD);

        assertThat(attaches.placeOf("1-3", key)).isEmpty();
    }
}

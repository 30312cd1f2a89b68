package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttachesTest {
    private final Attaches attaches = new Attaches();

    @Test
    void keepsTheKeyOfABoardThatStays() {
        long key = attaches.seen("1-2", Attaches.place(1, 5));

        attaches.keepOnly(Set.of("1-2"));

        assertThat(attaches.seen("1-2", Attaches.place(1, 5))).isEqualTo(key);
        assertThat(attaches.placeOf("1-2", key)).isEqualTo(OptionalInt.of(0x105));
    }

    @Test
    void givesANewKeyAtANewAddress() {
        long key = attaches.seen("1-2", Attaches.place(1, 5));

        assertThat(attaches.seen("1-2", Attaches.place(1, 6))).isNotEqualTo(key);
        assertThat(attaches.placeOf("1-2", key)).isEmpty();
    }

    @Test
    void givesANewKeyWhenAnAddressIsUsedAgain() {
        long first = attaches.seen("1-2", Attaches.place(1, 5));
        attaches.keepOnly(Set.of());
        long second = attaches.seen("1-2", Attaches.place(1, 5));
        attaches.left(Set.of(Attaches.place(1, 5)));
        long third = attaches.seen("1-2", Attaches.place(1, 5));

        assertThat(Set.of(first, second, third)).hasSize(3);
    }

    @Test
    void doesNotFindAKeyOnAnotherPort() {
        long key = attaches.seen("1-2", Attaches.place(1, 5));

        assertThat(attaches.placeOf("1-3", key)).isEmpty();
    }
}

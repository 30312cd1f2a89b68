package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.model.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibusbErrorsTest {
    // Codes and states as libusb.h numbers them.
    @ParameterizedTest
    @CsvSource({
        "-1,IO",
        "-2,IO",
        "-3,ACCESS",
        "-4,DISCONNECTED",
        "-5,IO",
        "-6,BUSY",
        "-7,TIMEOUT",
        "-8,OVERFLOW",
        "-9,STALL",
        "-10,IO",
        "-11,NO_MEMORY",
        "-12,IO",
        "-99,IO",
        "-55,IO"
    })
    void mapsEveryErrorCode(int code, ChannelFault fault) {
        assertThat(LibusbErrors.ofCode(code)).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource({"1,IO", "2,TIMEOUT", "3,CANCELLED", "4,STALL", "5,DISCONNECTED", "6,OVERFLOW", "42,IO"})
    void mapsEveryTransferState(int status, ChannelFault fault) {
        assertThat(LibusbErrors.ofTransferStatus(status)).isEqualTo(fault);
    }

    @Test
    void saysWhatToDoAboutADeviceThatMayNotBeOpened() {
        ChannelException failure =
                catchThrowableOfType(ChannelException.class, () -> LibusbErrors.check(-3, "opening the board on 1-2"));

        assertThat(failure).hasMessageContaining("1-2").hasMessageContaining("udev rule");
        assertThat(failure.asFailure("opening").failure().kind()).isEqualTo(FailureKind.ACCESS_DENIED);
    }

    @Test
    void passesAResultThatIsNoError() throws Exception {
        assertThat(LibusbErrors.check(7, "counting")).isEqualTo(7);
    }
}

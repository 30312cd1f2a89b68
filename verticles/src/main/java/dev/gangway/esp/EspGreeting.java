package dev.gangway.esp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Pauses;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.EspSoc;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Meets a chip: resets it into its loader until that answers, and asks which it is (the dossier's sections 1 and 5). */
final class EspGreeting {
    private static final int SECURITY_INFO = 0x14;
    private static final int INFO = 12;
    private static final int INFO_WITH_CHIP = 20;
    private static final int CHIP_AT = 12;
    private static final int CRYPT_COUNT_AT = 4;
    private static final int SECURE_BOOT = 1;
    private static final int SECURE_DOWNLOAD = 4;
    private static final String WAITS = "waiting for download";
    private static final int ATTEMPTS = 7;
    private static final int SYNCS = 5;
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final EspWire wire;
    private final EspReset reset;
    private final EspRegisters registers;
    private final Pauses pauses;

    /** Who was met. */
    record Met(EspSoc soc, EspSecurity security) {}

    EspGreeting(EspWire wire, EspReset reset, EspRegisters registers, Pauses pauses) {
        this.wire = wire;
        this.reset = reset;
        this.registers = registers;
        this.pauses = pauses;
    }

    Met meet() throws ChannelException, EspRefusal, FailureException {
        String heard = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            wire.forget();
            reset.intoLoader(attempt);
            String now = wire.heard();
            // Once in its loader is enough: another way to reset it may have started what is in its flash.
            heard = heard.contains(WAITS) ? heard : now;
            for (int i = 0; i < SYNCS; i++) {
                if (wire.sync()) {
                    return recognised();
                }
                pauses.pause(AGAIN);
            }
        }
        throw new ChannelException(ChannelFault.TIMEOUT, silent(heard));
    }

    private String silent(String heard) {
        if (heard.contains(WAITS)) {
            return "the chip waits for a download and does not answer: the line to its RX pin is open";
        }
        if (heard.contains("boot:0x")) {
            return "the chip starts what is in its flash instead of its loader: the boot pin is not low when it is reset";
        }
        return "no boot ROM answers"
                + (heard.isEmpty()
                        ? ""
                        : ", though " + heard.length()
                                + " bytes of something else came (garbage is what a board of another rate says)")
                + (reset.isWired()
                        ? ": is the board on, and wired as DTR to the boot pin, RTS to reset?"
                        : ": this line can't reset it; hold its boot pin low and reset it by hand");
    }

    private Met recognised() throws ChannelException, EspRefusal, FailureException {
        @Nullable ByteBuffer told = told(INFO_WITH_CHIP);
        if (told != null) {
            int id = told.getInt(CHIP_AT);
            return new Met(
                    EspSoc.ofImageId(id).orElseThrow(() -> unknown("its boot ROM says chip id " + id)), security(told));
        }
        told = told(INFO);
        if (told != null) {
            return new Met(EspSoc.ESP32S2, security(told));
        }
        int magic = registers.magic();
        EspSoc soc = EspSoc.ofMagic(magic)
                .orElseThrow(() -> unknown(String.format("the magic of its boot ROM is %08x", magic)));
        return new Met(soc, soc == EspSoc.ESP32 ? registers.esp32Security() : EspSecurity.NONE);
    }

    private static EspSecurity security(ByteBuffer told) {
        int flags = told.getInt(0);
        return new EspSecurity(
                (flags & SECURE_BOOT) != 0,
                false,
                Integer.bitCount(told.get(CRYPT_COUNT_AT) & 0xff) % 2 != 0,
                (flags & SECURE_DOWNLOAD) != 0);
    }

    private @Nullable ByteBuffer told(int bytes) throws ChannelException {
        try {
            return wire.command(SECURITY_INFO, ByteBuffer.allocate(0), 0, bytes, EspRegisters.TIME)
                    .words();
        } catch (EspRefusal e) {
            return null; // an older ROM: it does not know the question, or answers less
        }
    }

    private static FailureException unknown(String told) {
        return new FailureException(
                FailureKind.CHIP_NOT_SERVED, "a chip of Espressif's that is not known here: " + told);
    }
}

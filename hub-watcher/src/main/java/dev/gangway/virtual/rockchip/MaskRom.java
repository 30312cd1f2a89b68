package dev.gangway.virtual.rockchip;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A boot ROM: takes code over its control endpoint in pieces of 4096 bytes, the last one shorter, with a check sum behind it. The
 * first code starts the memory, the second one runs from there and takes over. Code for another chip hangs it.
 */
final class MaskRom implements UsbFunction {
    private static final int TO_BOARD = 0x40;
    private static final int REQUEST = 0xc;
    private static final int MEMORY = 0x471;
    private static final int USB_PLUG = 0x472;
    private static final int PIECE = 4096;
    private static final int MOST = 4 << 20;
    private static final Duration MEMORY_STARTS = Duration.ofMillis(2);

    private final RockchipSoc soc;
    private final RockchipHost host;
    private final UsbIdentity identity;
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private int request;
    private boolean memory;
    private boolean busy;
    private boolean hangs;

    MaskRom(RockchipSoc soc, RockchipHost host) {
        this.soc = soc;
        this.host = host;
        identity = RockchipLook.bootRom(soc);
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        return NAK;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        return NAK;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (hangs || busy) {
            return NAK;
        }
        boolean known = setup.requestType() == TO_BOARD
                && setup.request() == REQUEST
                && (setup.index() == MEMORY || setup.index() == USB_PLUG);
        if (!known || setup.length() > PIECE || code.size() + setup.length() > MOST) {
            code.reset();
            return STALL;
        }
        if (setup.index() != request) {
            code.reset();
            request = setup.index();
        }
        int size = data.remaining();
        byte[] piece = new byte[size];
        data.get(piece);
        code.writeBytes(piece);
        return size == PIECE || run() ? size : STALL;
    }

    /** Whether the check sum was right. */
    private boolean run() {
        byte[] all = code.toByteArray();
        code.reset();
        if (all.length < 2 || sum(all) != 0) {
            host.log("boot ROM: the check sum is wrong");
            return false;
        }
        byte[] decoded = soc.coded() ? Rc4.code(all) : all;
        boolean ours =
                new String(decoded, 0, Math.min(4, decoded.length), StandardCharsets.ISO_8859_1).equals(soc.tag());
        if (!ours || (request == USB_PLUG && !memory)) {
            host.log(ours ? "boot ROM: there is no memory to run it from" : "boot ROM: the code is for another chip");
            hangs = true;
            return true;
        }
        if (request == MEMORY) {
            memory = true;
            busy = true;
            host.after(MEMORY_STARTS, () -> {
                busy = false;
                host.wake();
            });
        } else {
            hangs = true;
            host.startLoader();
        }
        return true;
    }

    /** Of code with its sum behind it 0, with zeros behind that too: that is how a ROM that knows no length checks it. */
    private static int sum(byte[] bytes) {
        int crc = 0xffff;
        for (byte each : bytes) {
            crc ^= (each & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
            crc &= 0xffff;
        }
        return crc;
    }

    @Override
    public void busReset() {
        code.reset();
        request = 0;
    }
}

package dev.gangway.virtual.dfu;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.dfu.LoaderMedium.Work;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The device side of DFU 1.1 in DFU mode: its requests and its states (DFU 1.1, A.2). What blocks mean is the medium's business. */
final class BoardLoader implements UsbFunction {
    private static final int DETACH = 0;
    private static final int DNLOAD = 1;
    private static final int UPLOAD = 2;
    private static final int GETSTATUS = 3;
    private static final int CLRSTATUS = 4;
    private static final int GETSTATE = 5;
    private static final int ABORT = 6;
    private static final int GET_DESCRIPTOR = 6;
    private static final int FROM_INTERFACE = 0x81;
    private static final int FUNCTIONAL = 0x21;
    private static final Duration LEAVING = Duration.ofMillis(20);

    /** How the end of a download looks. */
    enum Farewell {
        /** It reports that it is ready again, stays, and runs nothing. */
        STAYS,
        /** It reports dfuMANIFEST, then waits for a reset of its port. */
        WANTS_RESET,
        /** It reports dfuMANIFEST and is gone. */
        GOES,
        /** It reports dfuDNLOAD-IDLE once more and is gone, as the Spark Core does. */
        GOES_WITHOUT_A_WORD
    }

    private final LoaderLook look;
    private final UsbIdentity identity;
    private final LoaderMedium medium;
    private final Farewell farewell;
    private final LoaderHost host;
    private final FaultPlan faults;
    private final LongSupplier nanoTime;
    private final Duration manifestTime;
    private LoaderState state = LoaderState.IDLE;
    private int status = LoaderMedium.OK;
    private int setting;
    private @Nullable Work pending;
    private int result;
    private long busyUntil;
    private boolean stuck;
    private boolean detached;

    BoardLoader(
            LoaderLook look,
            LoaderMedium medium,
            Farewell farewell,
            Duration manifestTime,
            LoaderHost host,
            FaultPlan faults,
            LongSupplier nanoTime) {
        this.look = look;
        this.identity = look.identity(look.pid(), 2, look.settings());
        this.medium = medium;
        this.farewell = farewell;
        this.manifestTime = manifestTime;
        this.host = host;
        this.faults = faults;
        this.nanoTime = nanoTime;
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        return look.withFunctional(type, sound);
    }

    @Override
    public void alternate(int interfaceNumber, int chosen) {
        setting = chosen;
    }

    @Override
    public void busReset() {
        if (state == LoaderState.MANIFEST_WAIT_RESET || detached) {
            leave();
            return;
        }
        idle();
        setting = 0;
    }

    private void idle() {
        state = LoaderState.IDLE;
        status = LoaderMedium.OK;
        pending = null;
        medium.restart();
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.requestType() == FROM_INTERFACE && setup.request() == GET_DESCRIPTOR) {
            return setup.value() >> 8 == FUNCTIONAL ? give(look.functional(), data) : STALL;
        }
        if (state == LoaderState.MANIFEST_WAIT_RESET) {
            return STALL;
        }
        return switch (setup.request()) {
            case DETACH -> detach();
            case DNLOAD -> download(setup.value(), data);
            case UPLOAD -> upload(setup.value(), data);
            case GETSTATUS -> status(data);
            case CLRSTATUS -> {
                if (state == LoaderState.ERROR) {
                    state = LoaderState.IDLE;
                }
                status = LoaderMedium.OK;
                yield 0;
            }
            case GETSTATE -> give(new byte[] {(byte) state.number()}, data);
            case ABORT -> abort();
            default -> STALL;
        };
    }

    private int detach() {
        detached = true;
        if (look.has(LoaderLook.DETACHES_ITSELF)) {
            host.after(LEAVING, this::leave);
        }
        return 0;
    }

    private int abort() {
        if (state == LoaderState.ERROR || isBusy()) {
            return refuse(LoaderMedium.ERR_STALLED);
        }
        state = LoaderState.IDLE;
        pending = null;
        medium.restart();
        return 0;
    }

    private int refuse(int why) {
        host.log("dfu: refused in " + state + ", status " + why);
        state = LoaderState.ERROR;
        status = why;
        return STALL;
    }

    private boolean isBusy() {
        return state == LoaderState.DNBUSY && (stuck || nanoTime.getAsLong() < busyUntil);
    }

    private int download(int block, ByteBuffer data) {
        int length = data.remaining();
        boolean begins = state == LoaderState.IDLE;
        if (length == 0 && (state == LoaderState.DNLOAD_IDLE || (begins && look.version() == 0x011a))) {
            state = LoaderState.MANIFEST_SYNC;
            return 0;
        }
        boolean fits = length > 0 && length <= look.transferSize() && look.has(LoaderLook.CAN_DOWNLOAD);
        if (!fits || (!begins && state != LoaderState.DNLOAD_IDLE)) {
            return refuse(LoaderMedium.ERR_STALLED);
        }
        byte[] bytes = new byte[length];
        data.get(bytes);
        pending = medium.take(setting, block, bytes);
        state = LoaderState.DNLOAD_SYNC;
        return length;
    }

    private int upload(int block, ByteBuffer data) {
        boolean may = EnumSet.of(LoaderState.IDLE, LoaderState.UPLOAD_IDLE).contains(state)
                && look.has(LoaderLook.CAN_UPLOAD)
                && data.remaining() <= look.transferSize();
        int wanted = data.remaining();
        int given = may ? medium.give(setting, block, data) : LoaderMedium.REFUSED;
        if (given < 0) {
            return refuse(may ? LoaderMedium.ERR_ADDRESS : LoaderMedium.ERR_STALLED);
        }
        state = given < wanted ? LoaderState.IDLE : LoaderState.UPLOAD_IDLE;
        return given;
    }

    private int status(ByteBuffer data) {
        Duration poll = Duration.ZERO;
        Work work = pending;
        if (state == LoaderState.DNLOAD_SYNC && work != null) {
            pending = null;
            state = LoaderState.DNBUSY;
            result = work.work().getAsInt();
            poll = work.time();
            // Ready a little before it says, as real parts are: what it says is the longest that it takes.
            busyUntil = nanoTime.getAsLong() + poll.toNanos() * 3 / 4;
            stuck = faults.strike(DfuFault.Stuck.class).isPresent();
        } else if (state == LoaderState.DNBUSY && !stuck) {
            if (isBusy() || faults.strike(DfuFault.BusyStall.class).isPresent()) {
                host.log("dfu: asked while it was busy");
                return STALL;
            }
            status = result;
            state = result == LoaderMedium.OK ? LoaderState.DNLOAD_IDLE : LoaderState.ERROR;
        } else if (state == LoaderState.MANIFEST_SYNC) {
            poll = manifest();
        } else if (state == LoaderState.MANIFEST && farewell == Farewell.STAYS) {
            state = LoaderState.IDLE;
        }
        return give(answer(poll), data);
    }

    /** The download has ended: takes over what came, and says how long that takes. */
    private Duration manifest() {
        medium.complete();
        medium.restart();
        if (faults.strike(DfuFault.NoLeave.class).isPresent()) {
            state = LoaderState.IDLE;
            return Duration.ZERO;
        }
        if (farewell == Farewell.GOES_WITHOUT_A_WORD) {
            state = LoaderState.DNLOAD_IDLE;
            host.after(LEAVING, this::leave);
            return Duration.ZERO;
        }
        state = LoaderState.MANIFEST;
        if (farewell == Farewell.GOES) {
            host.after(manifestTime.plus(LEAVING), this::leave);
        } else if (farewell == Farewell.WANTS_RESET) {
            host.after(manifestTime, () -> state = LoaderState.MANIFEST_WAIT_RESET);
        }
        return manifestTime;
    }

    private void leave() {
        host.startApplication();
    }

    private byte[] answer(Duration poll) {
        long millis = poll.toMillis();
        return new byte[] {
            (byte) status, (byte) millis, (byte) (millis >> 8), (byte) (millis >> 16), (byte) state.number(), 0
        };
    }

    static int give(byte[] bytes, ByteBuffer data) {
        int given = Math.min(bytes.length, data.remaining());
        data.put(bytes, 0, given);
        return given;
    }
}

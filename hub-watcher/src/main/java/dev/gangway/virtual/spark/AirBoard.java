package dev.gangway.virtual.spark;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Spark Core with power, and out of USB's sight: it connects to its cloud again and again, on a thread of its own. What it
 * keeps stays over loss of power.
 */
public final class AirBoard implements VirtualBoard {
    private static final int CONNECT_MILLIS = 5000;

    private final AirCore core;
    private final InetSocketAddress cloud;
    private final AirTimes times;
    private final FaultPlan faults;
    private final boolean fastIsSilent;
    private @Nullable Radio radio;

    AirBoard(AirCore core, InetSocketAddress cloud, AirTimes times, FaultPlan faults, boolean fastIsSilent) {
        this.core = core;
        this.cloud = cloud;
        this.times = times;
        this.faults = faults;
        this.fastIsSilent = fastIsSilent;
    }

    @Override
    public void plugged(BoardPort port) {
        Radio begun = new Radio();
        radio = begun;
        Thread thread = new Thread(begun, "core-" + core.name());
        thread.setDaemon(true);
        begun.thread = thread;
        thread.start();
    }

    @Override
    public void unplugged() {
        Radio running = radio;
        radio = null;
        if (running != null) {
            running.end();
        }
    }

    @Override
    public String describe() {
        return "spark-cloud " + core.name();
    }

    /** Its id, 24 hex digits. */
    public String id() {
        return core.name();
    }

    /** What its external flash holds. */
    public byte[] flash(long at, int length) {
        return core.flash().read(at, length);
    }

    /** What its chip holds: 110592 bytes. */
    public byte[] application() {
        return core.flash().application();
    }

    /** Its life between plug and unplug. */
    private final class Radio implements Runnable {
        private volatile boolean over;
        private volatile @Nullable Socket socket;
        private volatile @Nullable Thread thread;

        void end() {
            over = true;
            Socket open = socket;
            Thread running = thread;
            try {
                if (open != null) {
                    open.close();
                }
            } catch (IOException e) {
                core.log("its socket did not close: " + e.getMessage());
            }
            if (running != null) {
                running.interrupt();
            }
        }

        @Override
        public void run() {
            core.start();
            if (core.keys().cloud().isEmpty()) {
                core.log("nobody has written a cloud's key: it connects nowhere");
                return;
            }
            while (!over) {
                try (Socket connected = new Socket()) {
                    socket = connected;
                    connected.setTcpNoDelay(true);
                    connected.connect(cloud, CONNECT_MILLIS);
                    talk(connected);
                } catch (AirPowerCut e) {
                    core.log(String.valueOf(e.getMessage()));
                    restart(e.back());
                } catch (IOException e) {
                    core.log(String.valueOf(e.getMessage()));
                    AirClock.pass(times.again());
                }
            }
        }

        private void restart(@Nullable Duration after) {
            if (after == null || faults.strike(Fault.Vanish.class).isPresent()) {
                over = true;
                return;
            }
            AirClock.pass(after);
            core.start();
        }

        private void talk(Socket connected) throws IOException {
            connected.setSoTimeout((int) times.patience().toMillis());
            BufferedInputStream in = new BufferedInputStream(connected.getInputStream());
            AirFrames frames = AirFrames.begin(
                    new DataInputStream(in),
                    new DataOutputStream(connected.getOutputStream()),
                    core.id(),
                    core.keys(),
                    !core.generation().isOld(),
                    faults.strike(AirFault.WrongSignature.class).isPresent());
            AirTalk talk = new AirTalk(core, time -> awaits(connected, in, time), frames, times, faults, fastIsSilent);
            try {
                if (talk.talk() == AirTalk.End.DFU) {
                    over = true;
                    return;
                }
            } catch (AirPowerCut e) {
                throw e;
            } catch (IOException e) {
                if (!talk.isUpdating()) {
                    throw e;
                }
                // The flag that an update runs is set: it begins anew when no chunk came for its time.
                core.log(e.getMessage() + ", in an update");
                connected.close();
                AirClock.pass(times.lost());
            }
            connected.close();
            restart(times.start());
        }

        private boolean awaits(Socket connected, BufferedInputStream in, Duration time) throws IOException {
            try {
                connected.setSoTimeout((int) Math.max(1, time.toMillis()));
                in.mark(1);
                if (in.read() < 0) {
                    throw new EOFException("the cloud ended the connection");
                }
                in.reset();
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } finally {
                connected.setSoTimeout((int) times.patience().toMillis());
            }
        }
    }
}

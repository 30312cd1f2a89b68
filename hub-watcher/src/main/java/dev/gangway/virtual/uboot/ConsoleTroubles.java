package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.busybox.LinuxTroubles;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The board's faults, as the Linux that it booted meets them. */
record ConsoleTroubles(FaultPlan faults, BoardHardware hardware) implements LinuxTroubles {
    private static final int PATIENCE = 5;

    /** Under the board's lock. */
    private boolean now(Class<? extends Fault> kind) {
        return faults.strike(kind).isPresent();
    }

    /** By a command's thread: faults are counted under the board's lock. */
    private boolean asked(Class<? extends Fault> kind) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        hardware.after(Duration.ZERO, () -> answer.complete(now(kind)));
        try {
            return answer.get(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false; // the board is off
        }
    }

    @Override
    public boolean panics() {
        return now(ConsoleFault.Panics.class);
    }

    @Override
    public boolean refusesLogin() {
        return now(ConsoleFault.RefusesLogin.class);
    }

    @Override
    public boolean lacksDisk() {
        return now(ConsoleFault.LacksDisk.class);
    }

    @Override
    public boolean resetsInWrite() {
        return asked(ConsoleFault.ResetsInWrite.class);
    }

    @Override
    public boolean failsWrite() {
        return asked(ConsoleFault.WriteError.class);
    }

    @Override
    public boolean deniesFailure() {
        return asked(ConsoleFault.WrongStatus.class);
    }

    @Override
    public boolean losesWrite() {
        return asked(ConsoleFault.LosesWrite.class);
    }

    @Override
    public boolean flipsWrite() {
        return asked(ConsoleFault.FlipsWrite.class);
    }

    @Override
    public boolean isFull() {
        return asked(ConsoleFault.FullDisk.class);
    }

    @Override
    public boolean cutsDownload() {
        return asked(ConsoleFault.CutsDownload.class);
    }

    @Override
    public boolean keepsCache() {
        return asked(ConsoleFault.KeepsCache.class);
    }
}

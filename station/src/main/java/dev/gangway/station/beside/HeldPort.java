package dev.gangway.station.beside;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.handover.Handover;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A port that a running station keeps for this process; closed, it is the station's again. */
public final class HeldPort implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final Handover call;
    private final CountDownLatch over;

    private HeldPort(Handover call, CountDownLatch over) {
        this.call = call;
        this.over = over;
    }

    /** Waits until the station keeps it; the call is closed when it does not. */
    static HeldPort taken(Handover call) throws BesideException, IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CompletableFuture<Integer> told = new CompletableFuture<>();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int one) {
                told.complete(ExitCode.OK);
            }
        };
        CountDownLatch over = new CountDownLatch(1);
        Thread listener = new Thread(
                () -> {
                    listen(call, out, err, told);
                    over.countDown();
                },
                "held port");
        listener.setDaemon(true);
        listener.start();
        int code = told.join();
        if (code != ExitCode.OK) {
            call.close();
            throw new BesideException(code, err.toString(StandardCharsets.UTF_8).strip());
        }
        return new HeldPort(call, over);
    }

    private static void listen(Handover call, OutputStream out, OutputStream err, CompletableFuture<Integer> told) {
        try {
            told.complete(call.run(out, err));
        } catch (IOException e) {
            // The station is gone, or this process has let go.
            told.complete(ExitCode.ENVIRONMENT);
        }
    }

    /** Gives it back, and waits until the station has it. */
    @Override
    public void close() {
        call.cancel();
        try {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("gangway: the station did not say that it has the port again: look at its page");
            }
            call.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The station sees this end too.
            return;
        }
    }
}

package dev.gangway.station.handover;

import dev.gangway.shell.Caller;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes commands that are handed over, each on a thread of its own, as many at once as there are callers. */
public final class HandoverServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandoverServer.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BACKLOG = 256;
    private static final int TOKEN_BYTES = 32;
    /** How long a caller may take to say what it wants, in ms. */
    private static final int PATIENCE = 5_000;
    /** The exit code of a command that broke down; picocli's, as for a command that runs by itself. */
    private static final int BROKE_DOWN = 1;

    private static final int MOST_THREADS = 1_024;
    private static final int IDLE_SECONDS = 30;

    private final Performer performer;
    private final String token;
    private final ServerSocket listener;
    /** A command takes two; idle ones end by themselves. */
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), HandoverServer::thread);

    private final Strangers strangers = new Strangers();
    private final Set<Socket> callers = ConcurrentHashMap.newKeySet();

    /** Listens on a free port of the loopback. */
    public HandoverServer(Performer performer) throws IOException {
        this.performer = performer;
        token = word();
        listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        threads.execute(this::listen);
    }

    /** What a caller has to know, from the program that is installed there. */
    public Door door(Path home) {
        return new Door(listener.getLocalPort(), token, ProcessHandle.current().pid(), home);
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                strangers.calls(socket);
                serveOnAThread(socket);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("a handed over command was not taken: {}", e.getMessage());
                }
            }
        }
    }

    private void serveOnAThread(Socket socket) throws IOException {
        try {
            threads.execute(() -> serve(socket));
        } catch (RejectedExecutionException full) {
            strangers.isNone(socket);
            socket.close();
            LOG.warn("a handed over command was not taken: {} run already", MOST_THREADS / 2);
        }
    }

    private void serve(Socket socket) {
        callers.add(socket);
        try (socket) {
            if (listener.isClosed()) {
                return;
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Answer answer = new Answer(socket.getOutputStream());
            String callersWord = Request.string(in);
            String ourWord = word();
            DoorProof proof = DoorProof.of(token, callersWord, ourWord);
            answer.hello(ourWord, proof);
            Request request = Request.read(in);
            if (!proof.isCallers(request.proof())) {
                LOG.warn("a command was handed over by somebody who has not read the door's file");
                return;
            }
            strangers.isNone(socket);
            socket.setSoTimeout(0);
            Optional<Performer.Work> work = performer.accept(request.words(), request.folder());
            if (work.isEmpty()) {
                answer.declined();
                return;
            }
            if (!watched(in, work.get())) {
                answer.declined();
                return;
            }
            answer.accepted();
            answer.ended(run(work.get(), answer.caller(request.folder())));
        } catch (IOException e) {
            LOG.debug("a caller is gone: {}", e.getMessage());
        } finally {
            strangers.isNone(socket);
            callers.remove(socket);
        }
    }

    /** A fresh word that nobody can guess. */
    static String word() {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** A command that breaks down may not take the others with it. */
    @SuppressWarnings("IllegalCatch")
    private static int run(Performer.Work work, Caller caller) {
        try {
            return work.run(caller);
        } catch (RuntimeException e) {
            LOG.error("a handed over command broke down", e);
            caller.err().println("gangway: internal error: " + e);
            return BROKE_DOWN;
        }
    }

    /** Whether a thread is left that sees the caller go. */
    private boolean watched(InputStream in, Performer.Work work) {
        try {
            threads.execute(() -> cancelWhenGone(in, work));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** A caller says nothing more: what comes is its end. */
    private static void cancelWhenGone(InputStream in, Performer.Work work) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("a caller is gone: {}", e.getMessage());
        }
        work.cancel();
    }

    private static Thread thread(Runnable body) {
        Thread thread = new Thread(body, "handover");
        thread.setDaemon(true);
        return thread;
    }

    /** Takes no more commands; callers whose commands run are told nothing more and see that. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket caller : callers) {
            caller.close();
        }
    }
}

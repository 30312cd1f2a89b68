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
import java.util.concurrent.Executors;
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

    private final Performer performer;
    private final String token;
    private final ServerSocket listener;
    /** Idle ones end by themselves. */
    private final ExecutorService threads = Executors.newCachedThreadPool(HandoverServer::thread);

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
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("a handed over command was not taken: {}", e.getMessage());
                }
            }
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
            socket.setSoTimeout(0);
            Optional<Performer.Work> work = performer.accept(request.words(), request.folder());
            if (work.isEmpty()) {
                answer.declined();
                return;
            }
            answer.accepted();
            threads.execute(() -> cancelWhenGone(in, work.get()));
            answer.ended(run(work.get(), answer.caller(request.folder())));
        } catch (IOException e) {
            LOG.debug("a caller is gone: {}", e.getMessage());
        } finally {
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

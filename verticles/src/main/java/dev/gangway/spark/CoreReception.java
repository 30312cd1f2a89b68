package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Reception;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets enrolled Cores in. One is a stranger until its first frame has come and makes sense: only that shows that it holds the
 * private half of its key. Any thread, several at a time.
 */
public final class CoreReception implements Reception {
    /** All of a handshake; a Core gives up after 20 s. */
    private static final Duration TIME = Duration.ofSeconds(10);

    private final CloudHandshake handshake;
    private final SecureRandom random;
    private final InstantSource clock;

    /**
     * Cores that said that their boot loader has installed something, over connections that ended before anybody spoke to them.
     * A Core says it once: who waits for it hears it over the next connection.
     */
    private final Set<CoreId> untold = ConcurrentHashMap.newKeySet();

    /**
     * A reception.
     *
     * @param random makes nonces and sessions' keys
     * @param clock for Cores that ask for the time
     */
    public CoreReception(ServerKey server, EnrolledKeys enrolled, SecureRandom random, InstantSource clock) {
        this.handshake = new CloudHandshake(server, enrolled, random);
        this.random = random;
        this.clock = clock;
    }

    @Override
    public Guest receive(ByteStream stream) throws FailureException {
        long end = System.nanoTime() + TIME.toNanos();
        CloudHandshake.TimeLeft left = () -> Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        CloudHandshake.Opened opened = handshake.perform(stream, left);
        CoreId id = opened.id();
        CoreSession session = new CoreSession(opened, stream, clock, random.nextInt(1 << 16), () -> untold.remove(id));
        CoreHello hello = session.greet(left);
        if (hello.isNew() != opened.toldKey()) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the Core " + id
                            + " shakes hands as one generation of firmware and greets as another: nobody knows what it would"
                            + " do with an update");
        }
        if (hello.upgraded()) {
            untold.add(id);
        } else if (untold.contains(id)) {
            session.tellUpgraded();
        }
        return session;
    }
}

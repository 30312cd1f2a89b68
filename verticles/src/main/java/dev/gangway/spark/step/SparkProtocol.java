package dev.gangway.spark.step;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.spark.CoreDevice;
import dev.gangway.spark.FlashPlace;
import dev.gangway.spark.command.SparkCommands;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Spark Cores over the air: the station is their cloud. */
public final class SparkProtocol implements Protocol<CoreDevice, SparkSteps> {
    private static final String CHIP = "spark-core";

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(new Reach(BootMode.CLOUD, Set.of(BootMode.CLOUD), ByteStream.class));
    }

    @Override
    public CoreDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return CoreDevice.open((ByteStream) channel, (int) System.nanoTime());
    }

    /** Its id, for which it has proved that it holds the enrolled key; so its port is it. */
    @Override
    public BoardIdentity identity(CoreDevice device, BoardSighting board) {
        String port = board.port().text();
        return new BoardIdentity(board.mode(), CHIP, new BoardId("core:" + port.substring(port.indexOf(':') + 1)));
    }

    @Override
    public SparkSteps attempt(Attempt attempt) {
        return new SparkSteps(attempt);
    }

    @Override
    public List<Action<?, SparkSteps>> actions() {
        return List.of(
                Action.on(SparkStepVerbs.FIRMWARE, SparkSteps::firmware),
                Action.on(SparkStepVerbs.FILE, SparkSteps::file),
                Action.on(SparkStepVerbs.FACTORY, SparkSteps::factory),
                Action.on(SparkStepVerbs.VERIFY, SparkSteps::verify),
                Action.on(SparkStepVerbs.EXPECT, SparkSteps::expect),
                Action.on(SparkStepVerbs.CALL, SparkSteps::call),
                Action.on(SparkStepVerbs.SIGNAL, SparkSteps::signal));
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new SparkCommands());
    }

    /** What does not fit, or must not go there, is refused before a board is asked for anything. */
    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        if (arguments instanceof SparkStepVerbs.Firmware firmware
                && firmware.image().equals(image.name())) {
            FlashPlace.firmware(image.length());
        } else if (arguments instanceof SparkStepVerbs.File file && file.image().equals(image.name())) {
            FlashPlace.file(file.at(), image.length());
        } else if (arguments instanceof SparkStepVerbs.Factory factory
                && factory.image().equals(image.name())) {
            FlashPlace.factory(image.length());
        }
    }
}

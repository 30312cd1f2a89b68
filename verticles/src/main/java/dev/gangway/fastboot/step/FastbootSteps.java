package dev.gangway.fastboot.step;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fastboot.PartitionFormat;
import dev.gangway.fastboot.Partitions;
import dev.gangway.fastboot.RebootTo;
import dev.gangway.fastboot.UbootCrc;
import dev.gangway.fastboot.UbootShell;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.ScriptDialect;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Stretch;
import dev.gangway.recording.BoardPipe;
import dev.gangway.recording.Recording;
import dev.gangway.recording.RecordingPlayer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** The {@code fastboot.*} verbs. */
public final class FastbootSteps {
    private static final FastbootProtocol PROTOCOL = new FastbootProtocol();

    private final Attempt attempt;

    FastbootSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    private FastbootClient board() throws FailureException {
        FastbootClient client = attempt.board(PROTOCOL);
        client.listen(attempt::said);
        return client;
    }

    void flash(FastbootStepVerbs.Write write) throws FailureException {
        FastbootStepVerbs.Flash step = write.flash();
        PreparedImage image = attempt.image(step.image());
        FastbootClient client = board();
        Partitions partitions = new Partitions(client);
        List<String> places = partitions.named(step.partition(), step.slot());
        attempt.meter().expect(image.length() * places.size());
        for (String place : places) {
            if (write.skip().finds(() -> client.verify(place, image.data(), bytes -> {}))) {
                attempt.alreadyThere(step.image(), readBack(place), partition(place));
                attempt.meter().moved(image.length());
                continue;
            }
            partitions.makeRoom(place, image.data());
            attempt.changes(partition(place));
            attempt.wrote(step.image(), place);
            client.flash(place, image.data(), attempt.meter()::moved);
            if (write.skip().looks()) {
                attempt.sent(step.image(), image.length());
            }
        }
    }

    private static Proof readBack(String place) {
        return new Proof(Proof.From.MEDIUM, place, "partition read back over fastboot, bytes");
    }

    private static Stretch partition(String place) {
        return Stretch.all(place);
    }

    void play(FastbootStepVerbs.Boot step) throws FailureException {
        Recording recording =
                Recording.of(step.image(), attempt.image(step.image()).data());
        RecordingPlayer player = new RecordingPlayer(attempt, step.image(), recording);
        Recording.Part part = player.next(false);
        FastbootClient client = board();
        boolean left = player.play(part, new BoardPipe() {
            @Override
            public void send(ByteBuffer data, LongConsumer moved) throws FailureException {
                client.send(data, moved);
            }

            @Override
            public ByteBuffer receive(ByteBuffer wanted) throws FailureException {
                return client.receive(wanted);
            }
        });
        if (left) {
            attempt.letGo();
        }
    }

    void verify(FastbootStepVerbs.Flash step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        FastbootClient client = board();
        List<String> places = new Partitions(client).named(step.partition(), step.slot());
        attempt.meter().expect(FastbootClient.bytesToVerify(step.partition(), image.data()) * places.size());
        for (String place : places) {
            if (attempt.isAlreadyThere(step.image(), place)) {
                attempt.meter().moved(FastbootClient.bytesToVerify(place, image.data()));
                continue;
            }
            client.verify(place, image.data(), attempt.meter()::moved);
            attempt.proved(step.image(), readBack(place));
        }
    }

    void verifyCrc(FastbootStepVerbs.Crc step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        FastbootClient client = board();
        List<String> places = new Partitions(client).named(step.partition(), step.slot());
        attempt.meter().expect(FastbootClient.bytesToVerify(step.partition(), image.data()) * places.size());
        for (String place : places) {
            new UbootCrc(client, step.place()).verify(place, image.data(), attempt.meter()::moved);
            attempt.proved(
                    step.image(), new Proof(Proof.From.MEDIUM, place, "partition read by the board's U-Boot, CRC-32"));
        }
    }

    void erase(FastbootStepVerbs.Erase step) throws FailureException {
        FastbootClient client = board();
        for (String place : new Partitions(client).named(step.partition(), step.slot())) {
            attempt.changes(partition(place));
            client.erase(place);
        }
    }

    void format(FastbootStepVerbs.Format step) throws FailureException {
        FastbootClient client = board();
        for (String place : new Partitions(client).named(step.partition(), step.slot())) {
            attempt.changes(partition(place));
            new PartitionFormat(client).format(place, step.kind(), OptionalLong.empty(), attempt.meter()::moved);
        }
    }

    void boot(FastbootStepVerbs.Boot step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        leave(client -> client.boot(image.data(), attempt.meter()::moved));
    }

    void setActive(FastbootStepVerbs.Activate step) throws FailureException {
        FastbootClient client = board();
        client.setActive(new Partitions(client).letter(step.slot()));
    }

    /** The lines with their values, all of them looked at before the board gets the first: half of a script is none. */
    private List<String> lines(FastbootStepVerbs.Lines step, int longest) throws FailureException {
        List<String> lines = attempt.expand(ScriptDialect.UBOOT, step.lines());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > longest) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "\"" + step.lines().get(i) + "\" has " + lines.get(i).length()
                                + " characters with its values in it, and a fastboot command for this takes " + longest
                                + ": shorten it; nothing of this step was sent");
            }
        }
        return lines;
    }

    void oem(FastbootStepVerbs.Lines step) throws FailureException {
        FastbootClient client = board();
        for (String line : lines(step, FastbootStepVerbs.LONGEST_OEM)) {
            String answer = client.command("oem " + line);
            if (!answer.isEmpty()) {
                attempt.said(answer);
            }
        }
    }

    void ucmd(FastbootStepVerbs.Lines step) throws FailureException {
        UbootShell shell = new UbootShell(board());
        for (String line : lines(step, FastbootStepVerbs.LONGEST_SHELL)) {
            shell.run(line);
        }
    }

    /** Only the last line may be one that the board does not come back from. */
    void acmd(FastbootStepVerbs.Lines step) throws FailureException {
        List<String> lines = lines(step, FastbootStepVerbs.LONGEST_ACMD);
        if (lines.size() != 1) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "fastboot.acmd takes one line: the board does not come back from it");
        }
        leave(client -> new UbootShell(client).leave(lines.get(0)));
    }

    void createLogical(FastbootStepVerbs.Sized step) throws FailureException {
        board().command("create-logical-partition:" + step.partition() + ":" + step.bytes());
    }

    void resizeLogical(FastbootStepVerbs.Sized step) throws FailureException {
        board().command("resize-logical-partition:" + step.partition() + ":" + step.bytes());
    }

    void deleteLogical(FastbootStepVerbs.Named step) throws FailureException {
        board().command("delete-logical-partition:" + step.partition());
    }

    void continueBoot() throws FailureException {
        leave(FastbootClient::continueBoot);
    }

    void reboot() throws FailureException {
        reboot(RebootTo.SYSTEM);
    }

    void rebootBootloader() throws FailureException {
        reboot(RebootTo.BOOTLOADER);
    }

    void rebootFastboot() throws FailureException {
        reboot(RebootTo.FASTBOOT);
    }

    void rebootRecovery() throws FailureException {
        reboot(RebootTo.RECOVERY);
    }

    private void reboot(RebootTo where) throws FailureException {
        leave(client -> client.reboot(where));
    }

    private void leave(Farewell farewell) throws FailureException {
        FastbootClient client = board();
        attempt.leaving();
        try {
            farewell.to(client);
        } catch (FailureException e) {
            // The board may be gone before its OKAY is fetched; whether it went the right way shows the next await.
            if (e.failure().kind() != FailureKind.CABLE_LOST) {
                throw e;
            }
        }
        attempt.letGo();
    }

    @FunctionalInterface
    private interface Farewell {
        void to(FastbootClient client) throws FailureException;
    }
}

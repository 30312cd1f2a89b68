package dev.gangway.port;

import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.recipe.RecipeBook;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Takes what people and the dispatcher ask of a port to its machine, and puts on record what a person did there. What was
 * refused has not happened and is not on record. The port's event loop only.
 */
final class CommandDesk implements PortCommand.Handler<Future<PortReply>> {
    private final Port port;
    private final RecipeBook recipes;
    private final PortVoice voice;

    /** The port, as commands see it. */
    interface Port {
        /** Feeds the machine; the answer when the input's effects have been begun, or when the one that answers is done. */
        Future<PortReply> ask(PortInput input);

        /** Publishes the status, changed or not. */
        Future<PortReply> tellAgain();

        /** How the port's power stands. */
        Future<PortReply> power();
    }

    CommandDesk(Port port, RecipeBook recipes, PortVoice voice) {
        this.port = port;
        this.recipes = recipes;
        this.voice = voice;
    }

    @Override
    public Future<PortReply> start(PortCommand.Start command) {
        String name = command.order().recipe();
        return recipes.named(name)
                .map(recipe -> port.ask(new PortInput.Start(command.epoch(), command.order(), recipe.retry())))
                .orElseGet(() ->
                        Future.succeededFuture(new PortReply.Refused("no-recipe", "There is no recipe " + name + ".")));
    }

    @Override
    public Future<PortReply> reserve(PortCommand.Reserve command) {
        return port.ask(new PortInput.Reserve(command.serial()));
    }

    @Override
    public Future<PortReply> abort(PortCommand.Abort command) {
        return onRecord(new PortInput.Abort(), "abort", command.operator(), Map.of());
    }

    @Override
    public Future<PortReply> answer(PortCommand.Answer command) {
        return port.ask(new PortInput.Answer(command));
    }

    @Override
    public Future<PortReply> quarantine(PortCommand.Quarantine command) {
        return onRecord(
                new PortInput.Quarantine(command.reason()),
                "quarantine",
                command.operator(),
                Map.of("reason", command.reason()));
    }

    @Override
    public Future<PortReply> release(PortCommand.Release command) {
        return onRecord(new PortInput.Release(), "release", command.operator(), Map.of());
    }

    @Override
    public Future<PortReply> disable(PortCommand.Disable command) {
        return onRecord(
                new PortInput.Disable(command.reason()),
                "disable",
                command.operator(),
                Map.of("reason", command.reason()));
    }

    @Override
    public Future<PortReply> power(PortCommand.Power command) {
        return port.ask(new PortInput.Power(command.operator(), command.wish()));
    }

    @Override
    public Future<PortReply> powerReport(PortCommand.PowerReport command) {
        return port.power();
    }

    @Override
    public Future<PortReply> rename(PortCommand.Rename command) {
        return port.ask(new PortInput.Rename(command.slot()));
    }

    @Override
    public Future<PortReply> report(PortCommand.Report command) {
        return port.tellAgain();
    }

    private Future<PortReply> onRecord(PortInput input, String kind, String operator, Map<String, String> facts) {
        return port.ask(input).onSuccess(reply -> {
            if (reply.refusal().isEmpty()) {
                voice.note(kind, operator, facts);
            }
        });
    }
}

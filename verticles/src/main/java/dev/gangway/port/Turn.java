package dev.gangway.port;

import dev.gangway.message.PortReply;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.PowerState;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One input's effects being carried out, and the answer that comes of them. The port's event loop only. */
final class Turn implements PortHands {
    private final Crew crew;
    private @Nullable Future<PortReply> given;

    /**
     * Who a port works with.
     *
     * @param feed takes what comes of an effect to the machine
     * @param accepted what is answered when nothing else is
     */
    record Crew(
            Vertx vertx,
            RecipeBook recipes,
            PortWorker worker,
            PortVoice voice,
            JobDesk jobs,
            PowerDesk power,
            ShellDesk shells,
            Consumer<PortInput> feed,
            Supplier<PortReply> accepted) {}

    Turn(Crew crew) {
        this.crew = crew;
    }

    /** What an effect answered; an input that no effect answers is accepted. */
    Future<PortReply> answer() {
        Future<PortReply> one = given;
        return one == null ? Future.succeededFuture(crew.accepted().get()) : one;
    }

    @Override
    public void identify(PortEffect.Identify effect) {
        crew.worker()
                .identify(effect.board(), crew.recipes().startModes())
                .onSuccess(board -> crew.feed()
                        .accept(new PortInput.Identified(
                                effect.board().epoch(),
                                board,
                                crew.recipes().fitting(board).stream()
                                        .map(Recipe::name)
                                        .toList())))
                .onFailure(e -> crew.feed()
                        .accept(new PortInput.NotIdentified(
                                effect.board().epoch(), crew.voice().failure("asking the board", e))));
    }

    @Override
    public void openRecord(PortEffect.OpenRecord effect) {
        Recipe recipe = crew.recipes().named(effect.order().recipe()).orElse(null);
        BoardIdentity board = effect.board();
        if (recipe == null || (board != null && !RecipeBook.serves(recipe, board))) {
            crew.feed().accept(new PortInput.NotOpened(effect.order().job()));
            given = Future.succeededFuture(
                    new PortReply.Refused("no-recipe", "Another recipe was just chosen for this line: scan again."));
            return;
        }
        given = crew.jobs().open(effect.order(), recipe, board).map(refused -> refused.<PortReply>map(no -> no)
                .orElseGet(crew.accepted()));
    }

    @Override
    public void runAttempt(PortEffect.RunAttempt effect) {
        crew.jobs().runAttempt(effect.attempt());
    }

    @Override
    public void stopWork(PortEffect.StopWork effect) {
        crew.worker().stop(effect.why());
    }

    @Override
    public void giveAnswer(PortEffect.GiveAnswer effect) {
        if (!crew.worker().answer(effect.answer())) {
            given = Future.succeededFuture(
                    new PortReply.Refused("not-asked", "The answer came too late: the time for it was just over."));
        }
    }

    @Override
    public void setTimer(PortEffect.SetTimer effect) {
        crew.vertx().setTimer(Math.max(1, effect.delay().toMillis()), id -> crew.feed()
                .accept(new PortInput.TimerFired(effect.timer())));
    }

    @Override
    public void powerCycle(PortEffect.PowerCycle effect) {
        crew.power().cycle().onSuccess(state -> {
            if (state == PowerState.NOT_SWITCHED) {
                crew.feed().accept(new PortInput.NotSwitched(effect.job()));
            }
        });
    }

    @Override
    public void switchPower(PortEffect.SwitchPower effect) {
        given = crew.power().order(effect.operator(), effect.wish()).onComplete(done -> crew.feed()
                .accept(new PortInput.PowerDone()));
    }

    @Override
    public void openShell(PortEffect.OpenShell effect) {
        crew.shells().begin(effect.order());
    }

    @Override
    public void closeShell(PortEffect.CloseShell effect) {
        crew.shells().leave(effect.why());
    }

    @Override
    public void relabel(PortEffect.Relabel effect) {
        crew.voice().relabel(effect.slot());
    }

    @Override
    public void tellAttemptFailed(PortEffect.TellAttemptFailed effect) {
        crew.voice().attemptFailed(effect);
    }

    @Override
    public void closeRecord(PortEffect.CloseRecord effect) {
        crew.jobs().close(effect);
    }

    @Override
    public void tellJobEnded(PortEffect.TellJobEnded effect) {
        crew.jobs().tellEnded(effect.seq());
    }

    @Override
    public void tellQuarantined(PortEffect.TellQuarantined effect) {
        crew.voice().quarantined(effect.reason());
    }

    @Override
    public void tellReleased(PortEffect.TellReleased effect) {
        crew.voice().released();
    }

    @Override
    public void refuse(PortEffect.Refuse effect) {
        given = Future.succeededFuture(new PortReply.Refused(effect.reason(), effect.message()));
    }

    @Override
    public void ignored(PortEffect.Ignored effect) {
        crew.voice().ignored(effect);
    }
}

package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.bus.Addresses;
import dev.gangway.message.VirtualPlug;
import dev.gangway.message.VirtualPlugged;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Virtual boards are plugged in and pulled in the panel of their slot; real ones by hand. */
@Tag("lab")
class VirtualBoardPageTest {
    private static final String BUTTON = "document.querySelector('gw-virtual-board button')";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private void openPanel(FakeLine line) throws Exception {
        line.serve();
        PAGES.page().open(line.url());
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "2");
        PAGES.page().evaluate("document.querySelector('gw-tile').click()");
        PAGES.awaitText("document.querySelector('gw-slot-panel dialog[open]') !== null", "true");
    }

    @Test
    void aBoardIsPluggedInAndPulled() throws Exception {
        FakeLine line = PAGES.line(1, 2);
        AtomicBoolean plugged = new AtomicBoolean();
        List<VirtualPlug.Wish> wishes = new CopyOnWriteArrayList<>();
        line.bus.answer(Addresses.VIRTUAL_PLUG, command -> {
            wishes.add(command.wish());
            if (command.wish() != VirtualPlug.Wish.LOOK) {
                plugged.set(command.wish() == VirtualPlug.Wish.PLUG);
            }
            return Future.succeededFuture(new VirtualPlugged(command.port(), plugged.get(), ""));
        });
        openPanel(line);

        PAGES.awaitText(BUTTON + "?.textContent", "Plug a virtual board in");
        PAGES.page().evaluate(BUTTON + ".click()");
        PAGES.awaitText(BUTTON + "?.textContent", "Pull the virtual board");
        PAGES.page().evaluate(BUTTON + ".click()");
        PAGES.awaitText(BUTTON + "?.textContent", "Plug a virtual board in");

        assertThat(wishes).containsSubsequence(VirtualPlug.Wish.PLUG, VirtualPlug.Wish.UNPLUG);
    }

    @Test
    void aRefusalIsTold() throws Exception {
        FakeLine line = PAGES.line(1, 2);
        line.bus.answer(
                Addresses.VIRTUAL_PLUG,
                command -> Future.succeededFuture(new VirtualPlugged(
                        command.port(), false, command.wish() == VirtualPlug.Wish.LOOK ? "" : "no recipe is in use")));
        openPanel(line);

        PAGES.awaitText(BUTTON + "?.textContent", "Plug a virtual board in");
        PAGES.page().evaluate(BUTTON + ".click()");
        PAGES.awaitText("document.querySelector('gw-virtual-board [role=alert]')?.textContent", "no recipe is in use");
    }

    @Test
    void whereBoardsAreRealThereIsNoSuchButton() throws Exception {
        openPanel(PAGES.line(1, 2));

        PAGES.awaitText("document.querySelector('gw-slot-panel .buttons .close') !== null", "true");
        assertThat(PAGES.page().text(BUTTON + " === null")).isEqualTo("true");
    }
}

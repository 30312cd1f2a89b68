package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.DeskQuery;
import dev.gangway.message.DeskStatus;
import dev.gangway.model.DeskId;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From which desk a request comes, and who signs it. Nothing is kept here: what holds at a desk, the dispatcher knows. Event
 * loop only.
 */
final class PageDesks {
    /** Where a page names its desk. A live stream, which can send no header, has it in its query as {@code desk}. */
    private static final String HEADER = "Gangway-Desk";

    private static final String QUERY = "desk";

    /** Long enough that nobody guesses another page's. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{16,64}");

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Bus bus;
    private final Sessions sessions;

    PageDesks(Bus bus, Sessions sessions) {
        this.bus = bus;
        this.sessions = sessions;
    }

    /** The desk of a page, in its login's session where there is one; a program that names none is at the common one. */
    DeskId of(RoutingContext context) {
        HttpServerRequest request = context.request();
        String header = request.getHeader(HEADER);
        String name = header == null ? request.getParam(QUERY) : header;
        String page = name != null && NAME.matcher(name).matches() ? name : "";
        String session = sessions.desk(request);
        return page.isEmpty() && session.isEmpty() ? DeskId.WEB : DeskId.page(session + "." + page);
    }

    /** Who is logged in; {@code -} for nobody. */
    String login(RoutingContext context) {
        @Nullable String operator = sessions.operator(context.request());
        return operator == null ? Sessions.NOBODY : operator;
    }

    /** Who signs an order that is given from there now. */
    Future<String> signer(RoutingContext context) {
        String login = login(context);
        return bus.ask(Addresses.DESK, new DeskQuery(of(context), true), PATIENCE)
                .map(status -> status.operator(login));
    }

    /** Where somebody sits who stays longer than one request. */
    interface Seat {
        /**
         * Who sits there now; {@code -} when nobody is known, or the login is over.
         *
         * @param works whether they have done something meanwhile; that keeps a badge from ending
         */
        Future<String> signer(boolean works);
    }

    /** The desk of a page that stays. */
    Seat seat(RoutingContext context) {
        DeskId desk = of(context);
        return works -> bus.ask(Addresses.DESK, new DeskQuery(desk, works), PATIENCE)
                .map(status -> {
                    @Nullable String login = sessions.operator(context.request());
                    return login == null ? Sessions.NOBODY : status.operator(login);
                });
    }

    /** What holds there now. */
    Future<DeskStatus> status(DeskId desk) {
        return bus.ask(Addresses.DESK, new DeskQuery(desk, false), PATIENCE);
    }
}

package dev.gangway.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * A refusal as RFC 9457 problem details.
 *
 * @param status the HTTP status
 * @param code a stable code; the problem's type is {@code urn:gangway:problem:CODE}
 * @param title what is wrong, a few words
 * @param detail what is wrong here and what to do, one or two sentences
 */
record HttpProblem(int status, String code, String title, String detail) {
    void send(HttpServerResponse response) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject()
                        .put("type", "urn:gangway:problem:" + code)
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail)
                        .put("code", code)
                        .encode());
    }
}

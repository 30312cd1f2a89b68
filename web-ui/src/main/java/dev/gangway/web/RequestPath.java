package dev.gangway.web;

import io.vertx.ext.web.RoutingContext;

/**
 * What a request asks for. The one place where a path is read: each rule and each route goes by the same text, without
 * doubled slashes, dots and characters that need not be encoded, or one of them could be passed by writing it otherwise.
 */
final class RequestPath {
    private RequestPath() {}

    /** The path as the router takes it, beginning with a slash. */
    static String of(RoutingContext context) {
        return context.normalizedPath();
    }

    /** The same with what stands behind the question mark. */
    static String withQuery(RoutingContext context) {
        String query = context.request().query();
        return query == null ? of(context) : of(context) + "?" + query;
    }
}

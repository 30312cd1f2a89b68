package dev.gangway.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;

/** Brings results of other threads home. */
public final class OnContext {
    private OnContext() {}

    /** The same result, but what is composed onto it runs on this context. */
    public static <T> Future<T> of(Context context, Future<T> elsewhere) {
        Promise<T> promise = Promise.promise();
        elsewhere.onComplete(result -> {
            try {
                context.runOnContext(now -> promise.handle(result));
            } catch (RejectedExecutionException ended) {
                // Vert.x was closed meanwhile, and all who waited with it; the other thread has no part in that.
            }
        });
        return promise.future();
    }
}

package dev.gangway.protocol;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;

/** Serves nothing, and says how that could be changed. */
record NoFiles() implements FileServers.Own {
    @Override
    public FileOffer offer(ImageData data, long from, long length) throws FailureException {
        throw none();
    }

    @Override
    public WebOffer publish(String name, FileSource source) throws FailureException {
        throw none();
    }

    private static FailureException none() {
        return new FailureException(
                FailureKind.RECIPE_INVALID,
                "this recipe has boards fetch files over the network, and this station serves none: say where in station.yaml,"
                        + " network: { address: … }, with the address that the boards reach");
    }

    @Override
    public void close() {
        // There is nothing to let go of.
    }
}

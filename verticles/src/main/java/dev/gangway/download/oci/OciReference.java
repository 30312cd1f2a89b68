package dev.gangway.download.oci;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a registry something is: {@code oci://HOST[:PORT]/NAME[:TAG][@sha256:…]}.
 *
 * @param host with its port, where one is written
 * @param name of the repository
 * @param tag what a person calls it
 * @param digest of its manifest; wins over the tag
 */
public record OciReference(String host, String name, String tag, Optional<String> digest) {
    /** What a reference begins with. */
    public static final String SCHEME = "oci://";

    /** The distribution specification's names and tags. */
    private static final Pattern FORM =
            Pattern.compile("oci://([A-Za-z0-9.-]+(?::[0-9]{1,5})?|\\[[0-9a-fA-F:]+](?::[0-9]{1,5})?)"
                    + "/([a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*)"
                    + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");

    /** Reads one; empty when it is none. */
    public static Optional<OciReference> parse(String text) {
        Matcher form = FORM.matcher(text);
        return text.length() <= 500 && form.matches()
                ? Optional.of(new OciReference(
                        form.group(1),
                        form.group(2),
                        Optional.ofNullable(form.group(3)).orElse("latest"),
                        Optional.ofNullable(form.group(4))))
                : Optional.empty();
    }

    /** What the manifest is asked for by. */
    String wanted() {
        return digest.orElse(tag);
    }

    @Override
    public String toString() {
        return SCHEME + host + "/" + name + digest.map(hex -> "@" + hex).orElse(":" + tag);
    }
}

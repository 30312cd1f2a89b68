package dev.gangway.config;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Quantities;
import dev.gangway.yaml.Scalars;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.YamlMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The key {@code certificates} of {@code station.yaml}: who makes certificates for units. */
final class CertificateShape {
    private static final String TIMEOUT = "30s";

    static final Shape.Names CERTIFICATES = new Shape.Names(
            "certificates by name: {factory: {command: [/usr/local/bin/sign], ca: ca.pem}}",
            Scalars.NAME.expected(),
            Scalars.NAME_PATTERN,
            new FieldsBuilder()
                    .required(
                            "command",
                            new Shape.Items("a list of words", Scalars.LINE, 1, false),
                            "The program that makes one: it gets the request (PKCS #10, PEM) on its standard input and prints the"
                                    + " certificate (PEM), those that signed it behind it. No shell is between.")
                    .required(
                            "ca",
                            Scalars.PATH,
                            "A PEM file with the authorities to which the certificates have to lead.")
                    .optional("timeout", Scalars.DURATION, "How long one may take.", TIMEOUT)
                    .build("certificates: {command: […], ca: FILE.pem}"),
            Map.of(),
            Map.of());

    private CertificateShape() {}

    /** Those of a station, of a map that has no problem. */
    static Map<String, CertificateConfig> bind(Path folder, YamlMap certificates) {
        Map<String, CertificateConfig> bound = new LinkedHashMap<>();
        for (String name : certificates.entries().keySet()) {
            YamlMap one = certificates.findMap(name);
            bound.put(
                    name,
                    new CertificateConfig(
                            name,
                            one.findList("command").texts(),
                            Places.of(folder, one.text("ca")).normalize(),
                            one.duration("timeout", Quantities.duration(TIMEOUT))));
        }
        return bound;
    }
}

package dev.gangway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program that makes certificates for units: it gets a request (PKCS #10, PEM) and prints the certificate (PEM).
 *
 * @param name what recipes call it
 * @param command the program and its words; no shell is between
 * @param ca a PEM file with the authorities to which its certificates have to lead
 * @param timeout how long one may take
 */
public record CertificateConfig(String name, List<String> command, Path ca, Duration timeout) {
    /** Copies the list. */
    public CertificateConfig {
        command = List.copyOf(command);
    }
}

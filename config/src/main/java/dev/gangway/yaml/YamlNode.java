package dev.gangway.yaml;

/** A node of a YAML document that knows where it stands. */
public sealed interface YamlNode permits YamlScalar, YamlList, YamlMap {
    /** Its line, from 1. */
    int line();

    /** Its column, from 1. */
    int column();

    /** What it is, for a message: {@code the number 7}, {@code a list}. */
    String described();
}

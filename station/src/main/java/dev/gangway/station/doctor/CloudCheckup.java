package dev.gangway.station.doctor;

import dev.gangway.config.StationConfig;
import dev.gangway.model.FileTrouble;
import dev.gangway.station.StationProtocols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether boards can connect by themselves, and who wanted to and may not. */
final class CloudCheckup implements Checkup {
    private static final String CHECK = "cloud";

    private final StationConfig.Cloud cloud;
    private final Path data;

    CloudCheckup(StationConfig.Cloud cloud, Path data) {
        this.cloud = cloud;
        this.data = data;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        if (!Files.exists(cloud.serverKey())) {
            findings.add(Finding.warn(
                    CHECK,
                    "there is no " + cloud.serverKey() + ": the station makes it at its first start",
                    "then gangway enrol --server writes its public half into each Core over USB"));
        } else if (!Files.isReadable(cloud.serverKey())) {
            findings.add(Finding.problem(
                    CHECK,
                    "this user may not read " + cloud.serverKey(),
                    "chown it to the user that the station runs as"));
        }
        if (!Files.isDirectory(cloud.devices())) {
            findings.add(Finding.warn(
                    CHECK,
                    "there is no folder " + cloud.devices() + ": no board may connect",
                    "gangway enrol makes it, and puts ID.pub.pem of a Core there"));
        }
        try {
            for (Path file : StationProtocols.refused(cloud, data)) {
                findings.add(refused(file));
            }
        } catch (IOException e) {
            findings.add(Finding.problem(CHECK, FileTrouble.told(e), "let this user read the data folder"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(CHECK, "boards whose keys are in " + cloud.devices() + " may connect"));
        }
        return findings;
    }

    private Finding refused(Path file) {
        String name = String.valueOf(file.getFileName());
        String id = name.replaceFirst("\\..*", "");
        if (!name.endsWith(".pub.pem")) {
            return Finding.warn(
                    CHECK,
                    "the board " + id + " wanted to connect and is not enrolled; its firmware tells no key",
                    "if it is yours, put it into DFU mode on USB: gangway enrol --id " + id);
        }
        Path place = cloud.devices().resolve(name);
        return Files.exists(place)
                ? Finding.warn(
                        CHECK,
                        "a board said that it is " + id + " and told another key than the enrolled one",
                        "find it: it is not that board, or somebody has given it another key; then remove " + file)
                : Finding.warn(
                        CHECK,
                        "the board " + id + " wanted to connect and is not enrolled",
                        "if it is yours: mv " + file + " " + cloud.devices() + "/");
    }
}

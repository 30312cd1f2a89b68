package dev.gangway.virtual.busybox;

import dev.gangway.virtual.busybox.BusyboxShell.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands of a small busybox, those that a person needs who writes a disk over the network. */
final class BusyboxCommands {
    /** Writing to it drops what the kernel has cached. */
    static final String CACHES = "/proc/sys/vm/drop_caches";

    private final LinuxFiles files;
    private final LinuxTroubles troubles;
    private final Machine machine;
    private final Map<String, Command> commands = new HashMap<>();
    private volatile String address = "";
    private volatile boolean isUp;

    /** A command. */
    @FunctionalInterface
    interface Command {
        /** Runs; returns its status. */
        int run(List<String> words, Streams streams) throws IOException;
    }

    /** What is outside of the shell. */
    interface Machine {
        /** The terminal is so wide from here on. */
        void width(int columns);

        /** The machine starts anew, or goes off. */
        void leave(boolean anew);

        /** It resets of itself. */
        void reset();
    }

    BusyboxCommands(LinuxFiles files, LinuxTroubles troubles, Machine machine) {
        this.files = files;
        this.troubles = troubles;
        this.machine = machine;
        register();
    }

    /** The command of this name. */
    Optional<Command> find(String name) {
        return Optional.ofNullable(commands.get(name));
    }

    private void register() {
        commands.put("true", (words, io) -> 0);
        commands.put("false", (words, io) -> 1);
        commands.put("dmesg", (words, io) -> 0);
        commands.put("sync", (words, io) -> 0);
        commands.put("blockdev", (words, io) -> 0);
        commands.put("chmod", (words, io) -> 0);
        commands.put("mkdir", (words, io) -> 0);
        commands.put("uname", (words, io) -> say(io.out(), "Linux 6.1.0-57-cloud-arm64"));
        commands.put("echo", (words, io) -> say(io.out(), String.join(" ", words.subList(1, words.size()))));
        commands.put("stty", this::stty);
        commands.put(
                "command",
                (words, io) -> commands.containsKey(words.get(words.size() - 1))
                        ? say(io.out(), "/bin/" + words.get(words.size() - 1))
                        : 1);
        commands.put("cat", this::cat);
        commands.put("rm", this::rm);
        commands.put("ls", this::ls);
        commands.put("grep", this::grep);
        commands.put(
                "test",
                (words, io) -> words.size() == 3
                                && words.get(1).equals("-b")
                                && files.disk(words.get(2)).isPresent()
                        ? 0
                        : 1);
        commands.put("readlink", (words, io) -> say(io.out(), words.get(words.size() - 1)));
        commands.put("ip", this::ip);
        commands.put("udhcpc", this::udhcpc);
        commands.put("sha256sum", this::sha256sum);
        commands.put("wget", (words, io) -> Wget.run(words, io, !address.isEmpty(), troubles));
        commands.put("dd", (words, io) -> new Dd(files, troubles, machine::reset).run(words, io));
        commands.put("reboot", (words, io) -> leave(true));
        commands.put("poweroff", (words, io) -> leave(false));
    }

    private int leave(boolean anew) {
        machine.leave(anew);
        return 0;
    }

    static int say(OutputStream to, String line) throws IOException {
        BusyboxShell.say(to, line);
        return 0;
    }

    private static int fail(Streams io, String line) throws IOException {
        BusyboxShell.say(io.err(), line);
        return 1;
    }

    private int stty(List<String> words, Streams io) {
        int at = words.indexOf("cols");
        if (at > 0 && at + 1 < words.size()) {
            machine.width(Integer.parseInt(words.get(at + 1)));
        }
        return 0;
    }

    /** Drops the caches when something was written to it. */
    OutputStream cacheDropper() {
        return new OutputStream() {
            @Override
            public void write(int one) {
                if (one == '\n' && !troubles.keepsCache()) {
                    files.dropCaches();
                }
            }
        };
    }

    private int cat(List<String> words, Streams io) throws IOException {
        int status = 0;
        for (String name : words.subList(1, words.size())) {
            Optional<byte[]> content = files.read(name);
            if (content.isPresent()) {
                io.out().write(content.get());
            } else {
                status = fail(io, "cat: can't open '" + name + "': No such file or directory");
            }
        }
        if (words.size() == 1) {
            io.in().transferTo(io.out());
        }
        io.out().flush();
        return status;
    }

    private int rm(List<String> words, Streams io) {
        words.subList(1, words.size()).forEach(files::remove);
        return 0;
    }

    private int ls(List<String> words, Streams io) throws IOException {
        String folder = words.get(words.size() - 1);
        if (words.contains("-l") && folder.startsWith("/sys/class/block")) {
            say(io.out(), "total 0");
            for (LinuxDisk disk : files.disks()) {
                say(
                        io.out(),
                        "lrwxrwxrwx    1 0        0                0 Jan  1 00:00 " + disk.name() + " -> ../.."
                                + disk.path());
            }
            return 0;
        }
        String names = String.join("  ", files.list(folder));
        return names.isEmpty() ? fail(io, "ls: " + folder + ": No such file or directory") : say(io.out(), names);
    }

    private int grep(List<String> words, Streams io) throws IOException {
        List<String> rest =
                words.stream().skip(1).filter(word -> !word.startsWith("-")).toList();
        int status = 1;
        for (String name : rest.subList(1, rest.size())) {
            String content = new String(files.read(name).orElse(new byte[0]), StandardCharsets.ISO_8859_1);
            for (String line : content.split("\n")) {
                if (line.contains(rest.get(0))) {
                    status = say(io.out(), (words.contains("-H") || rest.size() > 2 ? name + ":" : "") + line);
                }
            }
        }
        return status;
    }

    private int ip(List<String> words, Streams io) throws IOException {
        String told = String.join(" ", words);
        if (told.startsWith("ip link set eth0 up")) {
            isUp = true;
        } else if (told.startsWith("ip addr flush")) {
            address = "";
        } else if (told.startsWith("ip addr add ")) {
            address = words.get(3).replaceFirst("/.*", "");
        } else if (told.startsWith("ip -4 addr show") && !address.isEmpty()) {
            say(io.out(), "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast qlen 1000");
            return say(io.out(), "    inet " + address + "/24 scope global eth0");
        } else if (!told.matches("ip (-4 addr show|route add|addr show).*")) {
            return fail(io, "ip: can't find device '" + words.get(words.size() - 1) + "'");
        }
        return 0;
    }

    private int udhcpc(List<String> words, Streams io) throws IOException {
        int script = words.indexOf("-s");
        if (!isUp || script < 0 || files.read(words.get(script + 1)).isEmpty()) {
            return fail(io, "udhcpc: no lease, failing");
        }
        say(io.err(), "udhcpc: started, v1.35.0");
        say(io.err(), "udhcpc: lease of 10.0.2.16 obtained from 10.0.2.2, lease time 86400");
        address = "10.0.2.16";
        return 0;
    }

    private int sha256sum(List<String> words, Streams io) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[1 << 16];
            InputStream in = io.in();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                digest.update(piece, 0, count);
            }
            return say(io.out(), HexFormat.of().formatHex(digest.digest()) + "  -");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

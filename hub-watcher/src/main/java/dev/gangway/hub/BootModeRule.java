package dev.gangway.hub;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.model.BootMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One rule of the boot-mode table.
 *
 * @param id vendor and product as {@code vvvv:pppp}, {@code x} for any digit
 * @param interfaceClass class, subclass and protocol as {@code cc/ss/pp}, {@code x} for any digit
 * @param bulkPair whether that interface must have a bulk endpoint in each direction
 * @param even whether bcdUSB must be even, by which Rockchip's boot ROMs differ from their loaders
 * @param mode what it means
 */
record BootModeRule(String id, String interfaceClass, boolean bulkPair, boolean even, BootMode mode) {
    private static final String ANY_ID = "xxxx:xxxx";
    private static final String ANY_CLASS = "xx/xx/xx";

    /** The rules of one line: {@code ID[,ID…] CLASS[+bulk][+even] MODE}, {@code *} for any; none for an empty or comment line. */
    static Stream<BootModeRule> parse(String line) {
        String text = line.replaceFirst("#.*", "").strip();
        if (text.isEmpty()) {
            return Stream.empty();
        }
        List<String> columns = List.of(text.split("\\s+"));
        if (columns.size() != 3) {
            throw new IllegalArgumentException("a boot-mode rule has three columns: " + line);
        }
        String wantedClass = columns.get(1);
        boolean bulkPair = wantedClass.contains("+bulk");
        boolean even = wantedClass.contains("+even");
        String pattern = classPattern(wantedClass.replaceFirst("(\\+bulk)?(\\+even)?$", ""));
        BootMode mode = BootMode.ofCode(columns.get(2))
                .orElseThrow(() -> new IllegalArgumentException("no such boot mode: " + line));
        return Stream.of(columns.get(0).split(","))
                .map(id -> new BootModeRule(idPattern(id), pattern, bulkPair, even, mode));
    }

    private static String idPattern(String id) {
        if (id.equals("*")) {
            return ANY_ID;
        }
        if (!id.matches("[0-9a-fx]{4}:[0-9a-fx]{4}")) {
            throw new IllegalArgumentException("a USB id is vvvv:pppp, not " + id);
        }
        return id;
    }

    private static String classPattern(String text) {
        String padded = text.equals("*") ? ANY_CLASS : (text + "/xx/xx").substring(0, ANY_CLASS.length());
        if (!padded.matches("[0-9a-fx]{2}(/[0-9a-fx]{2}){2}")) {
            throw new IllegalArgumentException("an interface class is cc/ss/pp, not " + text);
        }
        return padded;
    }

    boolean fits(UsbIdentity identity) {
        if (!like(id, String.format(Locale.ROOT, "%04x:%04x", identity.vid(), identity.pid()))) {
            return false;
        }
        if (even && (identity.bcdUsb() & 1) != 0) {
            return false;
        }
        if (interfaceClass.equals(ANY_CLASS)) {
            return true;
        }
        return identity.interfaces().stream().anyMatch(this::fits);
    }

    private boolean fits(UsbIdentity.Interface each) {
        String shown =
                String.format(Locale.ROOT, "%02x/%02x/%02x", each.interfaceClass(), each.subClass(), each.protocol());
        boolean hasPair = each.bulk(true).isPresent() && each.bulk(false).isPresent();
        return like(interfaceClass, shown) && (hasPair || !bulkPair);
    }

    private static boolean like(String pattern, String text) {
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) != 'x' && pattern.charAt(i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

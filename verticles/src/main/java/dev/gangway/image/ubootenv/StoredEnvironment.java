package dev.gangway.image.ubootenv;

import dev.gangway.format.FormatException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Variables of U-Boot, in their order.
 *
 * @param variables by name; a name has no {@code =}, and neither has a NUL
 */
public record StoredEnvironment(Map<String, String> variables) {
    /** Copies the map; the order stays. */
    public StoredEnvironment {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /**
     * Reads what {@code mkenvimage} takes and {@code printenv} prints: a variable a line, {@code name=value}. Lines that begin
     * with {@code #} and empty ones mean nothing; a value goes on in the next line where its line ends with a backslash, and
     * the line's end belongs to the value then.
     *
     * @throws FormatException naming the line that is none
     */
    public static StoredEnvironment parse(String text) throws FormatException {
        Map<String, String> variables = new LinkedHashMap<>();
        String[] lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int begin = i;
            while (line.endsWith("\\") && i + 1 < lines.length) {
                line = line.substring(0, line.length() - 1) + "\n" + lines[++i];
            }
            int equals = line.indexOf('=');
            if (equals <= 0) {
                throw new FormatException("line " + (begin + 1) + ": a variable is written name=value");
            }
            String name = line.substring(0, equals);
            if (variables.put(name, line.substring(equals + 1)) != null) {
                throw new FormatException("line " + (begin + 1) + ": " + name + " is there twice");
            }
        }
        return new StoredEnvironment(variables);
    }

    /** As {@link #parse} reads it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        variables.forEach((name, value) -> text.append(name)
                .append('=')
                .append(value.replace("\n", "\\\n"))
                .append('\n'));
        return text.toString();
    }

    /** The same with this variable, which takes the place of one of its name. */
    public StoredEnvironment with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(variables);
        more.put(name, value);
        return new StoredEnvironment(more);
    }

    /**
     * One copy of the image.
     *
     * @param form how it lies on its medium
     * @param flag of a redundant copy, 0 to 255: the higher one is the newer, where 0 follows 255; means nothing otherwise
     * @throws FormatException when a variable has no name that U-Boot takes, or all do not fit; never with a value in it
     */
    public byte[] encode(EnvironmentForm form, int flag) throws FormatException {
        form.requireSound();
        if (form.redundant() && (flag < 0 || flag > 0xff)) {
            throw new FormatException("the flag of a copy is a byte, 0 to 255, not " + flag);
        }
        byte[] text = block();
        int room = form.size() - form.head();
        if (text.length > room) {
            throw new FormatException("the variables need " + text.length + " bytes, the environment has " + room
                    + ": leave some out, or take the size that U-Boot was built with (CONFIG_ENV_SIZE)");
        }
        byte[] image = new byte[form.size()];
        Arrays.fill(image, (byte) form.padding());
        System.arraycopy(text, 0, image, form.head(), text.length);
        if (form.redundant()) {
            image[Integer.BYTES] = (byte) flag;
        }
        ByteBuffer.wrap(image).order(form.order()).putInt(0, crc(image, form.head()));
        return image;
    }

    /** CRC-32 of everything behind the head. */
    static int crc(byte[] image, int head) {
        CRC32 crc = new CRC32();
        crc.update(image, head, image.length - head);
        return (int) crc.getValue();
    }

    private byte[] block() throws FormatException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String name = variable.getKey();
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw new FormatException("\"" + name.replaceAll("\\p{Cntrl}", "?")
                        + "\" is no name of a variable: it has no \"=\" and no NUL, and is not empty");
            }
            if (variable.getValue().indexOf('\0') >= 0) {
                throw new FormatException("the value of " + name + " has a NUL, where U-Boot would end it");
            }
            block.writeBytes((name + "=" + variable.getValue()).getBytes(StandardCharsets.UTF_8));
            block.write(0);
        }
        if (block.size() == 0) {
            block.write(0);
        }
        block.write(0);
        return block.toByteArray();
    }
}

package dev.gangway.esp;

import dev.gangway.format.EspImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.EspSoc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the flash is to be used, in esptool's words; they go into the bootloader's header (the dossier's section 8).
 *
 * @param mode {@code qio}, {@code qout}, {@code dio}, {@code dout}; {@code keep} changes nothing
 * @param frequency such as {@code 40m}, or {@code keep}
 * @param size such as {@code 4MB}; {@code detect} is what was found, or {@code keep}
 */
public record FlashWords(String mode, String frequency, String size) {
    /** The header's word for nothing. */
    public static final String KEEP = "keep";

    /** The word for the size that was found. */
    public static final String DETECT = "detect";

    /** Changes nothing. */
    public static final FlashWords UNCHANGED = new FlashWords(KEEP, KEEP, KEEP);

    /** All modes. */
    public static final List<String> MODES = List.of(KEEP, "qio", "qout", "dio", "dout");

    private static Map<String, Integer> frequencies(EspSoc soc) {
        return switch (soc) {
            case ESP32C2 -> Map.of("60m", 0xf, "30m", 0, "20m", 1, "15m", 2);
            case ESP32H2 -> Map.of("48m", 0xf, "24m", 0, "16m", 1, "12m", 2);
            case ESP32C6 -> Map.of("80m", 0, "40m", 0, "20m", 2);
            default -> Map.of("80m", 0xf, "40m", 0, "26m", 1, "20m", 2);
        };
    }

    private static Map<String, Integer> sizes(EspSoc soc) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        List<String> words = soc == EspSoc.ESP8266
                ? List.of("512KB", "256KB", "1MB", "2MB", "4MB", "2MB-c1", "4MB-c1", "8MB", "16MB")
                : List.of("1MB", "2MB", "4MB", "8MB", "16MB", "32MB", "64MB", "128MB");
        words.forEach(word -> sizes.put(word.toUpperCase(Locale.ROOT), sizes.size()));
        return sizes;
    }

    /**
     * The header's codes for a chip.
     *
     * @throws FailureException RECIPE_INVALID when it has no such mode, frequency or size
     */
    EspImage.Settings settings(EspSoc soc, FlashChip flash) throws FailureException {
        String wanted = size.equals(DETECT) ? flash.sizeText() : size;
        return new EspImage.Settings(
                mode.equals(KEEP) ? Optional.empty() : Optional.of(code("mode", mode, modes())),
                wanted.equals(KEEP)
                        ? Optional.empty()
                        : Optional.of(code("size", wanted.toUpperCase(Locale.ROOT), sizes(soc))),
                frequency.equals(KEEP)
                        ? Optional.empty()
                        : Optional.of(code("frequency", frequency, frequencies(soc))));
    }

    private static Map<String, Integer> modes() {
        Map<String, Integer> modes = new LinkedHashMap<>();
        MODES.stream().filter(mode -> !mode.equals(KEEP)).forEach(mode -> modes.put(mode, modes.size()));
        return modes;
    }

    private static int code(String what, String word, Map<String, Integer> codes) throws FailureException {
        Integer code = codes.get(word);
        if (code == null) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the flash " + what + " \"" + word + "\" does not exist on this chip; there are "
                            + String.join(", ", codes.keySet().stream().sorted().toList()));
        }
        return code;
    }
}

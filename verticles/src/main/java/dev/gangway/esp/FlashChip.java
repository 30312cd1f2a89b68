package dev.gangway.esp;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;

/**
 * A chip's flash (the dossier's section 7).
 *
 * @param id maker, kind and size code, the maker lowest; 0 where it can't be asked
 * @param size bytes
 */
public record FlashChip(int id, long size) {
    private static final int ADESTO = 0x1f;

    /**
     * The flash with this id.
     *
     * @throws FailureException MEDIUM_FAILED when it does not answer, or with a size that is not known here
     */
    static FlashChip of(int id) throws FailureException {
        if (id == 0 || id == 0xffffff || id == 0xffff3f || id == 0x3fffff) {
            throw new FailureException(
                    FailureKind.MEDIUM_FAILED,
                    String.format("the flash does not answer (id %06x): is it there, and soldered well?", id));
        }
        int code = id >> 16 & 0xff;
        int second = id >> 8 & 0x1f;
        int exponent;
        if ((id & 0xff) == ADESTO) {
            exponent = second >= 4 && second <= 9 ? second + 15 : 0;
        } else if (code >= 0x12 && code <= 0x1c) {
            exponent = code;
        } else if (code >= 0x20 && code <= 0x22) {
            exponent = code - 0x20 + 26;
        } else {
            exponent = code >= 0x32 && code <= 0x3a ? code - 0x32 + 18 : 0;
        }
        if (exponent == 0) {
            throw new FailureException(
                    FailureKind.MEDIUM_FAILED,
                    String.format("the flash answers id %06x, whose size is not known here", id));
        }
        return new FlashChip(id, 1L << exponent);
    }

    /** For people, as esptool writes it: {@code 4MB}, {@code 512KB}. */
    public String sizeText() {
        return size >= 1 << 20 ? (size >> 20) + "MB" : (size >> 10) + "KB";
    }
}

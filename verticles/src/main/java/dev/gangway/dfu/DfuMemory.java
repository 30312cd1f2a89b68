package dev.gangway.dfu;

/**
 * One of a board's memories: an alternate setting of its DFU interface.
 *
 * @param setting its number
 * @param name what the board calls it, empty when it has no name; of DfuSe boards it is the memory's layout
 */
public record DfuMemory(int setting, String name) {
    /** The name without the layout that DfuSe boards put into it. */
    public String shortName() {
        String bare = name.startsWith("@") ? name.substring(1) : name;
        int slash = bare.indexOf('/');
        return (slash < 0 || bare.equals(name) ? bare : bare.substring(0, slash)).strip();
    }

    /** Whether a person means this one: by number, by its whole name, or by what stands before the layout. */
    boolean isCalled(String text) {
        return text.equals(Integer.toString(setting)) || text.equals(name) || text.equals(shortName());
    }

    /** For people: {@code 1 (SPI Flash : SST25x)}. */
    public String text() {
        return shortName().isEmpty() ? Integer.toString(setting) : setting + " (" + shortName() + ")";
    }
}

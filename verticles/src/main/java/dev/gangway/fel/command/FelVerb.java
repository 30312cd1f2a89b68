package dev.gangway.fel.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** sunxi-fel's verbs, each with the words that call it; sunxi-fel takes some by their beginning. */
enum FelVerb {
    VERSION(true, "version", "ver"),
    HEXDUMP(true, "hexdump", "hex"),
    DUMP(true, "dump"),
    EXEC(true, "exec", "exe"),
    SID(false, "sid"),
    SID_REGISTERS(false, "sid-registers"),
    SID_DUMP(false, "sid-dump"),
    READ(false, "read"),
    WRITE(false, "write"),
    WRITE_WITH_PROGRESS(false, "write-with-progress"),
    WRITE_WITH_GAUGE(false, "write-with-gauge"),
    WRITE_WITH_XGAUGE(false, "write-with-xgauge"),
    MULTI(false, "multi", "multiwrite"),
    MULTI_WITH_GAUGE(false, "multi-with-gauge", "multiwrite-with-gauge"),
    MULTI_WITH_XGAUGE(false, "multi-with-xgauge", "multiwrite-with-xgauge"),
    ECHO_GAUGE(false, "echo-gauge"),
    FILL(false, "fill"),
    CLEAR(false, "clear"),
    READL(false, "readl"),
    WRITEL(false, "writel"),
    MEMMOVE(false, "memmove"),
    SPL(false, "spl"),
    UBOOT(false, "uboot"),
    RESET64(false, "reset64"),
    WDRESET(false, "wdreset"),
    SPIFLASH_INFO(false, "spiflash-info"),
    SPIFLASH_READ(false, "spiflash-read"),
    SPIFLASH_WRITE(false, "spiflash-write");

    private final boolean byBeginning;
    private final List<String> words;

    FelVerb(boolean byBeginning, String... words) {
        this.byBeginning = byBeginning;
        this.words = List.of(words);
    }

    /** The verb that this word calls. */
    static Optional<FelVerb> of(String word) {
        return Arrays.stream(values()).filter(verb -> verb.isCalled(word)).findFirst();
    }

    /** All verbs, as people are told of them. */
    static List<String> names() {
        return Arrays.stream(values()).map(verb -> verb.words.get(0)).toList();
    }

    /** Whether it brings a board's memory to this machine. */
    boolean isRead() {
        return this == READ || this == DUMP || this == SPIFLASH_READ;
    }

    private boolean isCalled(String word) {
        return byBeginning ? word.startsWith(words.get(words.size() - 1)) : words.contains(word);
    }
}

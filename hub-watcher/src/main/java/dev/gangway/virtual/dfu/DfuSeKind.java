package dev.gangway.virtual.dfu;

import dev.gangway.virtual.dfu.NorFlash.Bank;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** STM32s in the DfuSe loader of their ROM (the project's DFU dossier, sections 6 and 7). */
public final class DfuSeKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<String> CHIP = BoardOption.choice(
            "chip", "an F405 with sectors of 16 to 128 KiB, or an F105 with pages of 2 KiB", "f405", "f105");
    private static final long FLASH = 0x08000000L;
    private static final int KIB = 1024;

    @Override
    public String name() {
        return "dfuse";
    }

    @Override
    public String title() {
        return "an STM32 in the DfuSe loader of its ROM";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(CHIP, SERIAL, FlashBoards.PACE);
    }

    @Override
    public List<FaultKind> faults() {
        return DfuFault.KINDS;
    }

    @Override
    public DfuBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "33%06X3036", parts.seed() & 0xffffffL));
        boolean large = options.get(CHIP).equals("f405");
        String pace = options.get(FlashBoards.PACE);
        LoaderLook look = new LoaderLook(
                0x0483,
                0xdf11,
                "STMicroelectronics",
                "STM32  BOOTLOADER",
                serial.isEmpty() ? null : serial,
                large
                        ? List.of(
                                "@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg",
                                "@Option Bytes  /0x1FFFC000/01*016 e",
                                "@OTP Memory /0x1FFF7800/01*512 e,01*016 e",
                                "@Device Feature/0xFFFF0000/01*004 e")
                        : List.of("@Internal Flash  /0x08000000/128*002Kg", "@Option Bytes  /0x1FFFF800/01*016 g"),
                LoaderLook.CAN_DOWNLOAD | LoaderLook.CAN_UPLOAD | LoaderLook.DETACHES_ITSELF,
                255,
                2 * KIB,
                0x011a,
                LoaderLook.Descriptor.FULL);
        NorFlash flash = new NorFlash(
                FLASH,
                large
                        ? List.of(
                                new Bank(16 * KIB, 4, true), new Bank(64 * KIB, 1, true), new Bank(128 * KIB, 7, true))
                        : List.of(new Bank(2 * KIB, 128, true)),
                FlashBoards.paced(pace, large ? 500 : 30),
                FlashBoards.paced(pace, 20),
                parts.pages());
        return new FlashBoards(look, List.of(flash), FLASH, 0x5740, BoardLoader.Farewell.GOES)
                .board("dfuse " + options.get(CHIP), parts);
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        boolean wanted = chips.contains("stm32") || chips.contains("0483:df11");
        return mode.equals("dfu") && wanted ? Optional.of(name() + ":pace=none") : Optional.empty();
    }
}

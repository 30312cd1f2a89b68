package dev.gangway.dispatch;

import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.scan.ScanText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * In which order the barcodes of one picture count: badge, slot, other commands, serial; of one kind by position. A picture
 * shows them all at once, so their places must not decide which board a serial goes to.
 *
 * @param texts the barcodes in that order
 * @param serials the units among them
 */
record PictureOrder(List<String> texts, List<Serial> serials) {
    /** Copies the lists. */
    PictureOrder {
        texts = List.copyOf(texts);
        serials = List.copyOf(serials);
    }

    /**
     * Orders the barcodes of a picture. One serial in several codes counts once; beside a serial, codes that mean nothing
     * here (a part number, say) are left out.
     *
     * @param texts by position
     * @param isSlot whether there is a slot of this label
     * @param serialOf the serial in a scan, if some recipe knows it
     */
    static PictureOrder of(
            List<String> texts,
            DispatchSettings.Prefixes prefixes,
            Predicate<Slot> isSlot,
            Function<ScanText, Optional<Serial>> serialOf) {
        List<Code> orders = new ArrayList<>();
        Map<Serial, String> units = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        WrongBarcode wrong = new WrongBarcode(prefixes, List.of());
        for (String text : texts) {
            ScanText scan = ScanText.read(text).scan();
            Optional<ScanCommand> command =
                    scan == null ? Optional.empty() : ScanCommand.parse(scan.text(), prefixes, isSlot);
            Optional<Serial> serial = scan == null ? Optional.empty() : serialOf.apply(scan);
            if (command.isPresent()) {
                orders.add(new Code(text, rank(command.get())));
            } else if (scan != null && wrong.problemOf(scan.text()).isPresent()) {
                orders.add(new Code(text, 2));
            } else if (serial.isPresent()) {
                units.putIfAbsent(serial.get(), text);
            } else {
                others.add(text);
            }
        }
        List<String> ordered = new ArrayList<>();
        orders.stream().sorted(Comparator.comparingInt(Code::rank)).forEach(code -> ordered.add(code.text()));
        ordered.addAll(units.isEmpty() ? others : units.values());
        return new PictureOrder(ordered, List.copyOf(units.keySet()));
    }

    private record Code(String text, int rank) {}

    private static int rank(ScanCommand command) {
        return switch (command.verb()) {
            case BADGE, END -> 0;
            case SLOT -> 1;
            default -> 2;
        };
    }
}

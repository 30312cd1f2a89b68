package dev.gangway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Failures;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.recipe.IdentityRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is taken for the job's board, and who is accused. */
class SameBoardTest {
    private static final BoardId SID = new BoardId("sid:16254291-50303743-39383030-0d4267de");
    private static final Mark DERIVED = serial(IdentityBasis.DERIVED_SERIAL, "162542910d4267de");
    private static final BoardIdentity FEL = fel(Mark.chip("A13"), Mark.id(SID));

    private static BoardIdentity fel(Mark... marks) {
        return new BoardIdentity(BootMode.FEL, "A13", SID, List.of(marks), List.of(DERIVED));
    }

    private static BoardIdentity fastboot(String serial) {
        return new BoardIdentity(
                BootMode.FASTBOOT,
                "sunxi",
                null,
                serial.isEmpty() ? List.of() : List.of(serial(IdentityBasis.SERIAL, serial)),
                List.of());
    }

    private static Mark serial(IdentityBasis basis, String value) {
        return new Mark(basis, Mark.GADGET_SERIAL, value);
    }

    /** A board that answers these, one after the other, and the last one for ever. */
    private static SameBoard.Question answers(BoardIdentity... answers) {
        Deque<BoardIdentity> left = new ArrayDeque<>(Arrays.asList(answers));
        return () -> left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    private static SameBoard job(IdentityRule rule) {
        return new SameBoard(FEL, rule);
    }

    @Test
    void theChipsIdIsProof() throws Exception {
        SameBoard board = job(IdentityRule.TOLD);

        board.recognise(answers(FEL));

        assertThat(board.basis()).containsEntry(BootMode.FEL, IdentityBasis.ID);
    }

    @Test
    void anotherIdReadTwiceIsASwap() {
        BoardIdentity other = fel(Mark.chip("A13"), Mark.id(new BoardId("sid:0-0-0-1")));

        assertThat(Failures.kindOf(() -> job(IdentityRule.TOLD).recognise(answers(other))))
                .isEqualTo(FailureKind.BOARD_SWAPPED);
        assertThat(Failures.kindOf(() -> job(IdentityRule.CHIP).recognise(answers(other))))
                .isEqualTo(FailureKind.BOARD_SWAPPED);
    }

    @Test
    void aWrongBitAccusesNobody() throws Exception {
        BoardIdentity wrong = fel(Mark.chip("A13"), Mark.id(new BoardId("sid:16254291-50303743-39383030-0d4267df")));

        assertThatCode(() -> job(IdentityRule.TOLD).recognise(answers(wrong, FEL)))
                .doesNotThrowAnyException();
    }

    @Test
    void twoAnswersThatDifferAreGarbage() {
        BoardIdentity one = fel(Mark.chip("A13"), Mark.id(new BoardId("sid:0-0-0-1")));
        BoardIdentity other = fel(Mark.chip("A13"), Mark.id(new BoardId("sid:0-0-0-2")));

        assertThat(Failures.kindOf(() -> job(IdentityRule.TOLD).recognise(answers(one, other))))
                .isEqualTo(FailureKind.PROTOCOL_GARBAGE);
    }

    @Test
    void aBoardWithoutAnIdIsNotOneWithAnId() {
        BoardIdentity blank = fel(Mark.chip("A13"), new Mark(IdentityBasis.CHIP, "sid", "none"));

        assertThat(Failures.kindOf(() -> job(IdentityRule.TOLD).recognise(answers(blank))))
                .isEqualTo(FailureKind.BOARD_SWAPPED);
    }

    @Test
    void twoBoardsWithoutAnIdAreOfOneChip() throws Exception {
        BoardIdentity blank = fel(Mark.chip("A13"), new Mark(IdentityBasis.CHIP, "sid", "none"));
        SameBoard board = new SameBoard(blank, IdentityRule.TOLD);

        board.recognise(answers(blank));

        assertThat(board.basis()).containsEntry(BootMode.FEL, IdentityBasis.CHIP);
    }

    @Test
    void anotherChipIsNoticedBeforeTheBoardIsOpen() {
        assertThat(Failures.kindOf(() -> job(IdentityRule.CHIP).hold(Mark.chip("H3"), () -> Mark.chip("H3"))))
                .isEqualTo(FailureKind.BOARD_SWAPPED);
        assertThatCode(() -> job(IdentityRule.CHIP).hold(Mark.chip("H3"), () -> Mark.chip("A13")))
                .doesNotThrowAnyException();
    }

    @Test
    void aDerivedSerialThatFitsIsProof() throws Exception {
        SameBoard board = job(IdentityRule.TOLD);

        board.recognise(answers(fastboot("162542910d4267de")));

        assertThat(board.basis()).containsEntry(BootMode.FASTBOOT, IdentityBasis.DERIVED_SERIAL);
    }

    @Test
    void aSerialOfTheFirmwaresOwnIsNoProofOfASwap() throws Exception {
        for (String serial : List.of("", "0123456789ABCDEF", "my-product-7", "1625429100000001")) {
            SameBoard board = job(IdentityRule.TOLD);

            board.recognise(answers(fastboot(serial)));

            assertThat(board.basis()).as(serial).containsEntry(BootMode.FASTBOOT, IdentityBasis.PORT);
        }
    }

    @Test
    void aRecipeMayAskForTheDerivedSerial() {
        assertThat(Failures.kindOf(() -> job(IdentityRule.DERIVED).recognise(answers(fastboot("1625429100000001")))))
                .isEqualTo(FailureKind.BOARD_SWAPPED);
        assertThatCode(() -> job(IdentityRule.DERIVED).recognise(answers(fastboot(""))))
                .doesNotThrowAnyException();
    }

    @Test
    void aSerialThatWasToldOnceHasToStay() throws Exception {
        SameBoard board = job(IdentityRule.TOLD);
        board.recognise(answers(fastboot("my-product-7")));

        assertThat(Failures.kindOf(() -> board.recognise(answers(fastboot("my-product-8")))))
                .isEqualTo(FailureKind.BOARD_SWAPPED);
    }

    @Test
    void aRecipeMayChangeWhatTheFirmwareTells() throws Exception {
        SameBoard board = job(IdentityRule.CHIP);
        board.recognise(answers(fastboot("my-product-7")));

        assertThatCode(() -> board.recognise(answers(fastboot("my-product-8")))).doesNotThrowAnyException();
        board.recognise(answers(FEL));
        assertThat(board.basis())
                .containsEntry(BootMode.FASTBOOT, IdentityBasis.PORT)
                .containsEntry(BootMode.FEL, IdentityBasis.ID);
    }

    @Test
    void theWeakestMeetingOfAModeCounts() throws Exception {
        SameBoard board = job(IdentityRule.TOLD);

        board.recognise(answers(fastboot("")));
        board.recognise(answers(fastboot("162542910d4267de")));

        assertThat(board.basis()).containsEntry(BootMode.FASTBOOT, IdentityBasis.PORT);
    }

    @Test
    void whoAnswersFirstOnALineIsItsBoard() throws Exception {
        List<BoardIdentity> met = new ArrayList<>();
        SameBoard board = new SameBoard(met::add, IdentityRule.TOLD);

        board.recognise(answers(FEL));
        board.recognise(answers(FEL));

        assertThat(met).containsExactly(FEL);
        assertThat(board.basis()).containsEntry(BootMode.FEL, IdentityBasis.PORT);
    }

    @Test
    void whoAnswersLaterOnALineIsHeldAgainstTheFirst() throws Exception {
        SameBoard board = new SameBoard(first -> {}, IdentityRule.TOLD);
        board.recognise(answers(FEL));
        BoardIdentity other = fel(Mark.chip("A13"), Mark.id(new BoardId("sid:0")));

        assertThat(Failures.kindOf(() -> board.recognise(answers(other)))).isEqualTo(FailureKind.BOARD_SWAPPED);
    }

    @Test
    void whoIsRefusedOnALineIsNotItsBoard() throws Exception {
        List<BoardIdentity> met = new ArrayList<>();
        SameBoard board = new SameBoard(
                first -> {
                    met.add(first);
                    if (met.size() == 1) {
                        throw new FailureException(FailureKind.CHIP_NOT_SERVED, "not this one");
                    }
                },
                IdentityRule.TOLD);

        assertThat(Failures.kindOf(() -> board.recognise(answers(FEL)))).isEqualTo(FailureKind.CHIP_NOT_SERVED);
        board.recognise(answers(fastboot("another")));

        assertThat(met).containsExactly(FEL, fastboot("another"));
    }
}

package dev.gangway.virtual.uboot;

import dev.gangway.virtual.uboot.Command.Outcome;
import dev.gangway.virtual.uboot.Syntax.Piece;
import dev.gangway.virtual.uboot.Syntax.Word;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts step by step on a stack of its own, so that a command may take time or wait for the host without a
 * thread being blocked. Runs as hush does: an unknown or failing command sets {@code $?}, and the script goes on.
 */
final class Shell {
    /** Commands in a row before others get a turn: a script may loop for ever without a sleep. */
    private static final int TURN = 2000;

    private static final Duration YIELD = Duration.ofMillis(50);

    /** What the shell needs from the board. */
    interface Surroundings {
        /** The command of this name, or null. */
        @Nullable
        Command command(String name);

        /** An environment variable, or an empty text. */
        String variable(String name);

        /** Sets a variable of a {@code for} loop. */
        void setVariable(String name, String value);

        /** A line on the console. */
        void print(String line);

        /** Calls back later; real durations are scaled by the surroundings. */
        void later(Duration delay, Runnable task);

        /** Calls back after exactly this delay. */
        void laterExactly(Duration delay, Runnable task);

        /** The script has ended with this exit code. */
        void ended(int status);
    }

    /** A running piece of script; {@code advance} pushes what comes next and says whether more follows. */
    private interface Frame {
        boolean advance();
    }

    private final Surroundings board;
    private final Deque<Frame> stack = new ArrayDeque<>();
    private int status;
    private boolean suspended;

    Shell(Surroundings board) {
        this.board = board;
    }

    /** Starts a script; the shell must be idle. */
    void start(String script) {
        push(script);
        drive();
    }

    /** Ends the wait of a command that answered WAITING. */
    void resume(int exitCode) {
        if (suspended) {
            suspended = false;
            status = exitCode;
            drive();
        }
    }

    /** Forgets everything that was to run. */
    void stop() {
        stack.clear();
        suspended = true;
    }

    private void drive() {
        for (int i = 0; i < TURN; i++) {
            Frame top = stack.peek();
            if (suspended) {
                return;
            }
            if (top == null) {
                board.ended(status);
                return;
            }
            if (!top.advance()) {
                stack.remove(top);
            }
        }
        suspended = true;
        board.laterExactly(YIELD, () -> resume(status));
    }

    private void push(String script) {
        ScriptParser parser = new ScriptParser(script);
        stack.push(new ScriptFrame(parser));
    }

    private final class ScriptFrame implements Frame {
        private final ScriptParser parser;

        ScriptFrame(ScriptParser parser) {
            this.parser = parser;
        }

        @Override
        public boolean advance() {
            try {
                Syntax next = parser.next();
                if (next != null) {
                    push(next);
                    return true;
                }
            } catch (SyntaxException e) {
                board.print(String.valueOf(e.getMessage()));
                status = 1;
            }
            return false;
        }
    }

    private void push(Syntax syntax) {
        if (syntax instanceof Syntax.Simple simple) {
            stack.push(() -> {
                execute(simple);
                return false;
            });
        } else if (syntax instanceof Syntax.Block block) {
            Iterator<Syntax> items = block.items().iterator();
            stack.push(() -> {
                if (!items.hasNext()) {
                    return false;
                }
                push(items.next());
                return true;
            });
        } else if (syntax instanceof Syntax.Chain chain) {
            stack.push(() -> {
                if ((status == 0) == chain.onSuccess()) {
                    push(chain.second());
                }
                return false;
            });
            push(chain.first());
        } else if (syntax instanceof Syntax.If choice) {
            stack.push(() -> {
                boolean taken = status == 0;
                status = 0;
                push(taken ? choice.then() : choice.otherwise());
                return false;
            });
            push(choice.condition());
        } else if (syntax instanceof Syntax.While loop) {
            stack.push(() -> {
                if ((status == 0) == loop.until()) {
                    status = 0;
                    return false;
                }
                push(loop.condition());
                push(loop.body());
                return true;
            });
            push(loop.condition());
        } else if (syntax instanceof Syntax.For loop) {
            Iterator<String> values = expand(loop.words()).iterator();
            stack.push(() -> {
                if (!values.hasNext()) {
                    return false;
                }
                board.setVariable(loop.name(), values.next());
                push(loop.body());
                return true;
            });
        }
    }

    private void execute(Syntax.Simple simple) {
        List<String> words = expand(simple.words());
        if (words.isEmpty()) {
            status = 0;
            return;
        }
        String name = words.get(0);
        if (name.equals("exit")) {
            status = words.size() > 1 ? exitCode(words.get(1)) : 0;
            while (!(stack.peek() instanceof ScriptFrame) && !stack.isEmpty()) {
                stack.pop();
            }
            stack.poll();
            return;
        }
        Command command = board.command(name);
        if (command == null) {
            board.print("Unknown command '" + name + "' - try 'help'");
            status = 1;
            return;
        }
        finish(command.run(words));
    }

    private void finish(Outcome outcome) {
        status = outcome.status();
        if (outcome.waits()) {
            suspended = true;
        } else if (!outcome.takes().isZero()) {
            suspended = true;
            board.later(outcome.takes(), () -> resume(outcome.status()));
        } else if (!outcome.script().isEmpty()) {
            push(outcome.script());
        }
    }

    /** Unquoted variables are split at blanks; a word that expands to nothing unquoted vanishes. */
    private List<String> expand(List<Word> words) {
        List<String> out = new ArrayList<>();
        for (Word word : words) {
            StringBuilder text = new StringBuilder();
            boolean present = false;
            for (Piece piece : word.pieces()) {
                String value = piece.variable() ? value(piece.text()) : piece.text();
                if (!piece.variable() || piece.quoted()) {
                    text.append(value);
                    present = true;
                    continue;
                }
                String[] fields = value.split("[ \t\n]+", -1);
                for (int i = 0; i < fields.length; i++) {
                    if (i > 0 && (present || text.length() > 0)) {
                        out.add(text.toString());
                        text.setLength(0);
                        present = false;
                    }
                    text.append(fields[i]);
                }
            }
            if (present || text.length() > 0) {
                out.add(text.toString());
            }
        }
        return out;
    }

    private String value(String name) {
        return name.equals("?") ? Integer.toString(status) : board.variable(name);
    }

    private static int exitCode(String text) {
        try {
            return Integer.decode(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}

# What suites share that run our programs and others in turns on the same boards.
# bench_begins: once the boards are there. GANGWAY is our program.
bench_begins() {
    coproc BENCH { exec $GANGWAY bench 2>"$SHARE/speed-bench.err"; }
    read -r -t 60 ready <&"${BENCH[0]}" || fail "the bench runs" "$(tail -3 "$SHARE/speed-bench.err")"
    door=${ready#*\'} door=${door%\'}
}
# line_begins RECIPES IMAGES: a warm station that works when it is told, see StationTurns.
line_begins() {
    mkfifo /tmp/turns.in /tmp/turns.out
    MALLOC_ARENA_MAX=2 "$JAVA" -Xmx256m $MEMORY $JVM dev.gangway.station.lab.StationTurns "$1" "$2" /tmp/turns-data \
        </tmp/turns.in >/tmp/turns.out 2>"$SHARE/speed-line.err" &
    exec 7>/tmp/turns.in 8</tmp/turns.out
    read -r -t 120 -u 8 ready && [ "$ready" = ready ] || fail "the station runs" "${ready:-} $(tail -3 "$SHARE/speed-line.err")"
}
# lined KEY PATH…: scans for the boards on these ports, until all have passed.
lined() {
    local key=$1 wall cpu
    shift
    echo "$*" >&7
    read -r -t 400 -u 8 wall cpu || wall=failed:
    [ "$wall" != failed: ] || { fail "$key" "${cpu:-} $(tail -3 "$SHARE/speed-line.err")"; return 1; }
    note "$key" "$wall" "$cpu"
}

# What others write with: FILE PATH.
to_disk() { dd if="$1" of="/dev/$(disk_of "$2")" bs=1M oflag=direct status=none; }
to_core() { dfu-util -p "$2" -a 1 -s 0x80000 -D "$1"; }

TIMEFORMAT='%R %U %S'
declare -A taken # by way and number of boards: a line of "wall cpu" a turn
note() { # KEY WALL CPU
    taken[$1]+="$2 $3"$'\n'
    echo "[$SECONDS s] $1: $2 s, processor $3 s"
}
# The bench's processor time in s: fields 14 and 15 of its stat, in hundredths.
bench_cpu() { awk '{ print ($14 + $15) / 100 }' "/proc/$BENCH_PID/stat"; }
# processes KEY COMMAND BOARD…: the command for all these boards at once, @ stands for the board. With GANGWAY_BENCH the
# bench's processor time counts too.
processes() {
    local key=$1 command=$2 figures before=0 after=0
    shift 2
    [ -z "${GANGWAY_BENCH:-}" ] || before=$(bench_cpu)
    figures=$({ time all_at_once "$command" "$@" >"$SHARE/speed-$key.txt" 2>&1; } 2>&1) || fail "$key" "$figures $(tail -3 "$SHARE/speed-$key.txt")"
    [ -z "${GANGWAY_BENCH:-}" ] || after=$(bench_cpu)
    read -r real user sys <<<"$(tail -1 <<<"$figures")"
    note "$key" "$real" "$(awk "BEGIN { print $user + $sys + $after - $before }")"
}
benched() { GANGWAY_BENCH=$door processes "$@"; }
all_at_once() {
    local command=$1 board pids=() status=0
    shift
    for board in "$@"; do
        ${command//@/$board} &
        pids+=($!)
    done
    for board in "${pids[@]}"; do wait "$board" || status=1; done
    return $status
}
# holds_file WHAT FILE BOARDS COMMAND: the boards hold the file; %1 in the command stands for board 1, 2 …, %9 for 9, 10 …
holds_file() {
    local what=$1 file=$2 count=$3 command=$4 n asked sum bad=
    sum=$(sha256sum <"$file" | cut -d' ' -f1)
    for n in $(seq "$count"); do
        asked=${command//%1/$n} asked=${asked//%9/$((n + 8))}
        [ "$(boards $asked "$(stat -c %s "$file")")" = "$sum" ] || bad+=" $n"
    done
    same "$what: $count boards hold the file" "" "$bad"
}
ports() { printf -- '--port %s ' "$@"; } # one word, which stands for all these boards
# median KEY COLUMN
median() { grep . <<<"${taken[$1]}" | cut -d' ' -f"$2" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
row() { # SHOWN KEY REFERENCE BYTES
    say "$(awk -v what="$1" -v n="${2##*-}" -v w="$(median "$2" 1)" -v c="$(median "$2" 2)" -v rw="$(median "$3" 1)" -v rc="$(median "$3" 2)" -v mib="$4" 'BEGIN {
        printf "| %s | %d | %.2f | %.2f | %.1f | %.2f | %.2f |", what, n, w, c, mib / w, w / rw, c / rc }')"
}

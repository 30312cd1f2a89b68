# Side by side on the same boards: sunxi-fel and Debian's fastboot, and our two ways: the command line (a process a board)
# and one process for all boards, which is what the station is.
# Seconds: 500
udev_start
keeper_start 18
GANGWAY="$JAVA -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $CDS -cp $CLASSES dev.gangway.station.cli.Main -q --data /tmp/bench"
SPEED="$JAVA -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $CDS -cp $CLASSES dev.gangway.station.lab.LabSpeed"
FEL=$INPUT/blob-32M
FB=$INPUT/blob-32M
cat "$FEL" "$FB" >/dev/null # into the page cache
DRAM=0x42000000
SUM=$(sha256sum <"$FEL" | cut -d' ' -f1)
FBSUM=$(sha256sum <"$FB" | cut -d' ' -f1)
for n in $(seq 8); do
    boards plug $n allwinner soc=a13 >/dev/null
    boards plug $((n + 8)) fastboot buffer=$((16 << 20)) >/dev/null
done
until_true 40 sees 1f3a:efe8 8 || fail "8 boards in FEL" "$(lsusb)"
until_true 40 sees 1f3a:1010 8 || fail "8 boards in fastboot" "$(lsusb)"
paths=() fbs=()
for n in $(seq 8); do
    paths+=("$(path "$n")")
    fbs+=("$(path $((n + 8)))")
    sunxi-fel -d "$(address "$(path "$n")")" spl "$INPUT/armhf/usr/lib/u-boot/CHIP/u-boot-sunxi-with-spl.bin" || fail "SPL on board $n" "see vm.log"
done
TIMEFORMAT='%R %U %S'
declare -A wall cpu
# timed NAME COMMAND…
timed() {
    local name=$1 figures
    shift
    figures=$({ time "$@" >"$SHARE/speed-$name.txt" 2>&1; } 2>&1) || fail "$name" "$figures $(tail -3 "$SHARE/speed-$name.txt")"
    read -r real user sys <<<"$(tail -1 <<<"$figures")"
    wall[$name]=$real
    cpu[$name]=$(awk "BEGIN { print $user + $sys }")
    echo "$name: $figures"
}
each() { # COMMAND with @ for the board's name, then names; all at once
    local command=$1 board pids=() status=0
    shift
    for board in "$@"; do
        ${command//@/$board} &
        pids+=($!)
    done
    for board in "${pids[@]}"; do wait "$board" || status=1; done
    return $status
}
addresses=()
for p in "${paths[@]}"; do addresses+=("$(address "$p")"); done
written() { for n in $(seq "$2"); do same "$1: board $n" "$SUM" "$(boards memory "$n" $DRAM $((32 << 20)))"; done; }
flashed() { for n in $(seq "$2"); do same "$1: board $n" "$FBSUM" "$(boards partition $((n + 8)) rootfs $((32 << 20)))"; done; }

row() { # NAME REFERENCE BOARDS
    say "| $1 | $3 | ${wall[$1]} | ${cpu[$1]} | $(awk "BEGIN { printf \"%.2f | %.2f\", ${wall[$1]} / ${wall[$2]}, ${cpu[$1]} / ${cpu[$2]} }") |"
}
say "Written: 32 MiB a board by FEL, 32 MiB a board by fastboot (16 MiB at a time). Time of the JVM's start is included. CPU is user + system of the processes. Ratio: ours to the reference; below 1 is better."
say
say "| what | boards | wall s | CPU s | wall ratio | CPU ratio |"
say "|---|---|---|---|---|---|"
timed sunxi-fel-1 each "sunxi-fel -d @ write $DRAM $FEL" "${addresses[0]}"
row sunxi-fel-1 sunxi-fel-1 1
written sunxi-fel-1 1
timed gangway-fel-1 each "$GANGWAY fel --port @ write $DRAM $FEL" "${paths[0]}"
row gangway-fel-1 sunxi-fel-1 1
written gangway-fel-1 1
timed gangway-one-process-fel-1 $SPEED fel $DRAM "$FEL" "${paths[0]}"
row gangway-one-process-fel-1 sunxi-fel-1 1
timed sunxi-fel-8 each "sunxi-fel -d @ write $DRAM $FEL" "${addresses[@]}"
row sunxi-fel-8 sunxi-fel-8 8
written sunxi-fel-8 8
timed gangway-one-process-fel-8 $SPEED fel $DRAM "$FEL" "${paths[@]}"
row gangway-one-process-fel-8 sunxi-fel-8 8
written gangway-one-process-fel-8 8

timed fastboot-1 each "fastboot -s usb:@ flash rootfs $FB" "${fbs[0]}"
row fastboot-1 fastboot-1 1
flashed fastboot-1 1
timed gangway-fastboot-1 each "$GANGWAY fastboot --port @ flash rootfs $FB" "${fbs[0]}"
row gangway-fastboot-1 fastboot-1 1
flashed gangway-fastboot-1 1
timed gangway-one-process-fastboot-1 $SPEED fastboot rootfs "$FB" "${fbs[0]}"
row gangway-one-process-fastboot-1 fastboot-1 1
timed fastboot-8 each "fastboot -s usb:@ flash rootfs $FB" "${fbs[@]}"
row fastboot-8 fastboot-8 8
timed gangway-one-process-fastboot-8 $SPEED fastboot rootfs "$FB" "${fbs[@]}"
row gangway-one-process-fastboot-8 fastboot-8 8
flashed gangway-one-process-fastboot-8 8

timed gangway-fel-8 each "$GANGWAY fel --port @ write $DRAM $FEL" "${paths[@]}"
row gangway-fel-8 sunxi-fel-8 8
timed gangway-fastboot-8 each "$GANGWAY fastboot --port @ flash rootfs $FB" "${fbs[@]}"
row gangway-fastboot-8 fastboot-8 8

say
for f in "$SHARE"/speed-gangway-one-process-*.txt; do say "$(basename "$f" .txt | sed s/speed-//): $(grep -h ready "$f"), last board $(tail -1 "$f")."; done
say

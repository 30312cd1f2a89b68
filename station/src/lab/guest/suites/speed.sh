# Side by side on the same boards, in turns: sunxi-fel and Debian's fastboot, a process a board; one command of ours for all
# boards in a `gangway bench`, a process that stays and does such commands; the same alone, which starts a Java. Medians of the
# turns. BIG bytes go to one board, SMALL ones to each of eight.
# Seconds: 900
udev_start
keeper_start 18
GANGWAY="$PROJECT/station/target/gangway/bin/gangway -q --data /tmp/bench"
BIG=$INPUT/blob-${SPEED_MIB}M SMALL=$INPUT/blob-$((SPEED_MIB / 4))M
cat "$BIG" "$SMALL" "$PROJECT"/station/target/gangway/lib/gangway* >/dev/null # into the page cache
for n in $(seq 8); do
    boards plug $n allwinner soc=a13 >/dev/null
    boards plug $((n + 8)) fastboot buffer=$((16 << 20)) >/dev/null
done
until_true 40 sees 1f3a:efe8 8 || fail "8 boards in FEL" "$(lsusb)"
until_true 40 sees 1f3a:1010 8 || fail "8 boards in fastboot" "$(lsusb)"
fels=() gadgets=() addresses=()
for n in $(seq 8); do
    fels+=("$(path "$n")")
    gadgets+=("$(path $((n + 8)))")
    addresses+=("$(address "$(path "$n")")")
    sunxi-fel -d "${addresses[-1]}" spl "$INPUT/armhf/usr/lib/u-boot/CHIP/u-boot-sunxi-with-spl.bin" || fail "SPL on board $n" "see vm.log"
done
. "$LAB/guest/turns.sh"
bench_begins
benched warm-up "$GANGWAY fel @ write 0x4e000000 $SMALL" "$(ports "${fels[0]}")"
benched warm-up "$GANGWAY fastboot @ flash data $SMALL" "$(ports "${gadgets[0]}")"
for count in 1 8; do
    file=$BIG
    [ "$count" = 1 ] || file=$SMALL
    for round in $(seq "$SPEED_ROUNDS"); do
        processes sunxi-fel-$count "sunxi-fel -d @ write 0x42000000 $file" "${addresses[@]:0:count}"
        benched bench-fel-$count "$GANGWAY fel @ write 0x4a000000 $file" "$(ports "${fels[@]:0:count}")"
        processes fastboot-$count "fastboot -s usb:@ flash rootfs $file" "${gadgets[@]:0:count}"
        benched bench-fastboot-$count "$GANGWAY fastboot @ flash data $file" "$(ports "${gadgets[@]:0:count}")"
        # A JVM's start is long in an emulated machine: once is enough to see it.
        [ "$round" = 1 ] || continue
        processes alone-fel-$count "$GANGWAY fel @ write 0x46000000 $file" "$(ports "${fels[@]:0:count}")"
        processes alone-fastboot-$count "$GANGWAY fastboot @ flash system $file" "$(ports "${gadgets[@]:0:count}")"
    done
    holds_file "sunxi-fel" "$file" "$count" "memory %1 0x42000000"
    holds_file "gangway fel in a bench" "$file" "$count" "memory %1 0x4a000000"
    holds_file "gangway fel alone" "$file" "$count" "memory %1 0x46000000"
    holds_file "fastboot" "$file" "$count" "partition %9 rootfs"
    holds_file "gangway fastboot in a bench" "$file" "$count" "partition %9 data"
    holds_file "gangway fastboot alone" "$file" "$count" "partition %9 system"
done
processes start-gangway "$GANGWAY fel -h" x
say "$SPEED_MIB MiB on one board, $((SPEED_MIB / 4)) MiB on each of eight; medians of $SPEED_ROUNDS turns (alone: one). CPU is user + system of the processes, the bench's part included. Ratio: ours to the reference, below 1 is better. For eight boards the reference is eight processes, ours one command. In a \`gangway bench\` one process, which had written once before, does the commands; alone each starts a JVM ($(median start-gangway 1) s, CPU $(median start-gangway 2) s for \`gangway fel -h\`)."
say
say "| what | boards | wall s | CPU s | MiB/s | wall ratio | CPU ratio |"
say "|---|---|---|---|---|---|---|"
for count in 1 8; do
    mib=$((count == 1 ? SPEED_MIB : 2 * SPEED_MIB))
    row "\`sunxi-fel write\`" sunxi-fel-$count sunxi-fel-$count $mib
    row "\`gangway fel write\` in a bench" bench-fel-$count sunxi-fel-$count $mib
    row "\`gangway fel write\` alone" alone-fel-$count sunxi-fel-$count $mib
    row "\`fastboot flash\`" fastboot-$count fastboot-$count $mib
    row "\`gangway fastboot flash\` in a bench" bench-fastboot-$count fastboot-$count $mib
    row "\`gangway fastboot flash\` alone" alone-fastboot-$count fastboot-$count $mib
done

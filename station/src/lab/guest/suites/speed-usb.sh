# DFU beside Debian's dfu-util and disks beside dd, on the same boards, in turns, as in the suite speed: a shell starts a process
# a board, ours is one command for all of them in a `gangway bench`. Nobody reads back.
# Seconds: 1200
udev_start
keeper_start 18
GANGWAY="$PROJECT/station/target/gangway/bin/gangway -q --data /tmp/bench"
BIG=$INPUT/blob-${SPEED_MIB}M SMALL=$INPUT/blob-$((SPEED_MIB / 4))M
CORE_BIG=$INPUT/blob-1M CORE_SMALL=/tmp/blob-256K
head -c $((256 << 10)) "$CORE_BIG" >$CORE_SMALL
cat "$BIG" "$SMALL" "$CORE_BIG" "$PROJECT"/station/target/gangway/lib/gangway* >/dev/null # into the page cache
cores=() disks=()
for n in $(seq 8); do
    boards plug $n spark-core pace=none >/dev/null
    boards plug $((n + 8)) disk size=$((2 * SPEED_MIB))M >/dev/null
    cores+=("$(path "$n")")
    disks+=("$(path $((n + 8)))")
done
until_true 60 sees 1d50:607f 8 || fail "8 Cores" "$(lsusb)"
for disk in "${disks[@]}"; do until_true 60 has_disk "$disk" || fail "a disk on $disk" "$(dmesg | tail -3)"; done
. "$LAB/guest/turns.sh"
bench_begins
benched warm-up "$GANGWAY dfu @ -a 1 -s 0x80000 -D $CORE_SMALL" "$(ports "${cores[0]}")"
benched warm-up "$GANGWAY disk @ write $SMALL" "$(ports "${disks[0]}")"
for count in 1 8; do
    file=$BIG core_file=$CORE_BIG
    [ "$count" = 1 ] || file=$SMALL core_file=$CORE_SMALL
    for round in $(seq "$SPEED_ROUNDS"); do
        for disk in "${disks[@]:0:count}"; do until_true 60 has_disk "$disk" || fail "the disk on $disk is back" "$(dmesg | tail -3)"; done
        processes dd-$count "to_disk $file @" "${disks[@]:0:count}"
        [ "$round" != 1 ] || holds_file "dd" "$file" "$count" "memory %9 0"
        benched bench-disk-$count "$GANGWAY disk @ write --at $((SPEED_MIB << 20)) $file" "$(ports "${disks[@]:0:count}")"
        processes dfu-util-$count "to_core $core_file @" "${cores[@]:0:count}"
        benched bench-dfu-$count "$GANGWAY dfu @ -a 1 -s 0x80000 -D $core_file" "$(ports "${cores[@]:0:count}")"
    done
    holds_file "gangway disk in a bench" "$file" "$count" "memory %9 $((SPEED_MIB << 20))"
    holds_file "dfu-util and gangway dfu" "$core_file" "$count" "memory %1 0x80000"
done
say "Disks: $SPEED_MIB MiB on one, $((SPEED_MIB / 4)) MiB on each of eight. Cores: 1 MiB on one, 256 KiB on each of eight. Medians of $SPEED_ROUNDS turns; CPU is user + system of the processes, the bench's part included, what the kernel does for others not. Ratio: ours to the reference, below 1 is better."
say
say "| what | boards | wall s | CPU s | MiB/s | wall ratio | CPU ratio |"
say "|---|---|---|---|---|---|---|"
for count in 1 8; do
    mib=$((count == 1 ? SPEED_MIB : 2 * SPEED_MIB)) core_mib=$((count == 1 ? 1 : 2))
    row "\`dd oflag=direct\`" dd-$count dd-$count $mib
    row "\`gangway disk write\` in a bench" bench-disk-$count dd-$count $mib
    row "\`dfu-util -D\`" dfu-util-$count dfu-util-$count $core_mib
    row "\`gangway dfu -D\` in a bench" bench-dfu-$count dfu-util-$count $core_mib
done

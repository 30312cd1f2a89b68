# A warm station with recipes beside a shell that starts one program a board, in turns on the same boards: DFU beside Debian's
# dfu-util, disks beside dd. Both sides prove nothing afterwards: the time is that of the writing, and of all that a station does
# for a job from the scan to the ledger.
# Seconds: 1500
udev_start
keeper_start 18
BIG=$INPUT/blob-${SPEED_MIB}M SMALL=$INPUT/blob-$((SPEED_MIB / 4))M
CORE_BIG=$INPUT/blob-1M CORE_SMALL=/tmp/blob-256K
head -c $((256 << 10)) "$CORE_BIG" >$CORE_SMALL
cat "$BIG" "$SMALL" "$CORE_BIG" >/dev/null # into the page cache
# recipe NAME SERVES STEP KEY…: writes one image and proves nothing.
recipe() {
    local name=$1 serves=$2 step=$3
    shift 3
    mkdir -p "/tmp/beside/images/$name"
    {
        printf '%s\n' 'kind: recipe' 'version: 1' "title: Beside others, $name" "serves: { $serves }" \
            'serial: { pattern: "BS-[0-9]{5}" }' 'images:' '  data: { file: data.img, format: raw }' 'retry: { attempts: 1 }' \
            'verify: none' 'steps:' "  - $step: data"
        [ $# = 0 ] || printf '    %s\n' "$@"
    } >"/tmp/beside/$name.yaml"
}
recipe dfu 'mode: dfu, chips: [spark-core]' dfu.write 'alt: 1' 'at: 0x80000'
recipe disk 'mode: mass-storage, chips: [linux-gadget]' disk.write
cores=() disks=()
for n in $(seq 8); do
    cores+=("$(path "$n")")
    disks+=("$(path $((n + 8)))")
done
# fresh COUNT: so many new boards of each kind are plugged in; a station takes a board once.
fresh() {
    local n
    for n in $(seq 8); do
        boards unplug $n >/dev/null
        boards unplug $((n + 8)) >/dev/null
    done
    until_true 60 sees 1d50:607f 0 || fail "the Cores are gone" "$(lsusb)"
    for n in $(seq "$1"); do
        boards plug "$n" spark-core pace=none >/dev/null
        boards plug $((n + 8)) disk size=$((2 * SPEED_MIB))M >/dev/null
    done
    until_true 60 sees 1d50:607f "$1" || fail "$1 Cores" "$(lsusb)"
    for n in "${disks[@]:0:$1}"; do until_true 60 has_disk "$n" || fail "a disk on $n" "$(dmesg | tail -3)"; done
}
. "$LAB/guest/turns.sh"
line_begins /tmp/beside/dfu.yaml,/tmp/beside/disk.yaml /tmp/beside/images
for count in 1 8; do
    file=$BIG core_file=$CORE_BIG
    [ "$count" = 1 ] || file=$SMALL core_file=$CORE_SMALL
    ln -sf "$file" /tmp/beside/images/disk/data.img
    ln -sf "$core_file" /tmp/beside/images/dfu/data.img
    for warm in 1 2; do
        fresh 1
        lined warm-up-$warm "${disks[0]}" || break 2
        lined warm-up-$warm "${cores[0]}" || break 2
    done
    for round in $(seq "$SPEED_ROUNDS"); do
        fresh $count
        processes dd-$count "to_disk $file @" "${disks[@]:0:count}"
        processes dfu-util-$count "to_core $core_file @" "${cores[@]:0:count}"
        [ "$round" != 1 ] || { # what the others wrote; ours goes to boards that hold nothing
            holds_file "dd" "$file" "$count" "memory %9 0"
            holds_file "dfu-util" "$core_file" "$count" "memory %1 0x80000"
        }
        fresh $count
        lined station-disk-$count "${disks[@]:0:count}" || break 2
        lined station-dfu-$count "${cores[@]:0:count}" || break 2
    done
    holds_file "the station's disks" "$file" "$count" "memory %9 0"
    holds_file "the station's DFU" "$core_file" "$count" "memory %1 0x80000"
done
exec 7>&-
say "Disks: $SPEED_MIB MiB on one, $((SPEED_MIB / 4)) MiB on each of eight. Cores: 1 MiB on one, 256 KiB on each of eight. Medians of $SPEED_ROUNDS turns; the station's from the first scan to the last green, with what its job looks at before, and its record. CPU is user + system of the processes, what the kernel does for others not. Ratio: ours to the reference, below 1 is better."
say
say "| what | boards | wall s | CPU s | MiB/s | wall ratio | CPU ratio |"
say "|---|---|---|---|---|---|---|"
for count in 1 8; do
    mib=$((count == 1 ? SPEED_MIB : 2 * SPEED_MIB)) core_mib=$((count == 1 ? 1 : 2))
    row "\`dd oflag=direct\`" dd-$count dd-$count $mib
    row "the station, \`disk.write\`" station-disk-$count dd-$count $mib
    row "\`dfu-util -D\`" dfu-util-$count dfu-util-$count $core_mib
    row "the station, \`dfu.write\`" station-dfu-$count dfu-util-$count $core_mib
done

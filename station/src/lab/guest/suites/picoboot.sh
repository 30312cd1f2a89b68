# PICOBOOT through the kernel: our client writes, reads back and starts an RP2040 and an RP2350 over the second interface, while the
# kernel's usb-storage has the first and vfat has mounted its drive; Raspberry Pi's picotool, from Debian's trixie, does the same to
# the same boards; the station runs the recipe rp2040-picoboot on them.
# Seconds: 300
udev_start
modprobe -d "${INPUT%/input}/kernel/x" -a vfat nls_cp437 nls_iso8859-1 nls_ascii nls_utf8 || fail "the kernel's modules" "$(dmesg | tail -3)"
keeper_start 6
java_in() { timeout 120 "$JAVA" $JVM "$@"; }
gangway() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" disk --port "$(path 1)" "$@" 2>&1; }
java_in dev.gangway.station.lab.LabImages files 400000 uf2
# of FAMILY FILE: the same blocks for another family.
of() {
    python3 -S - "$1" files/firmware.uf2 >"$2" <<'P'
import sys
data = bytearray(open(sys.argv[2], "rb").read())
for at in range(0, len(data), 512):
    data[at + 28:at + 32] = int(sys.argv[1], 16).to_bytes(4, "little")
sys.stdout.buffer.write(data)
P
}
of e48bff59 rp2350.uf2
# What is in the blocks, one after the other.
python3 -S - files/firmware.uf2 >flash <<'P'
import sys
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(b"".join(data[at + 32:at + 288] for at in range(0, len(data), 512)))
P
WANTED=$(sha256sum <flash | cut -d' ' -f1) LENGTH=$(stat -c %s flash)
partition_of() { ls -d "/sys/class/block/$(disk_of "$1")/$(disk_of "$1")"[0-9] 2>/dev/null | head -1; }
has_partition() { [ -n "$(disk_of "$1")" ] && [ -n "$(partition_of "$1")" ] && [ -b "/dev/$(basename "$(partition_of "$1")")" ]; }
gone() { [ ! -e "/sys/bus/usb/devices/$1" ]; }
mkdir /mnt/pico
# fresh WORDS…: a board on port 1 whose drive the kernel has mounted.
fresh() {
    boards unplug 1 >/dev/null
    until_true 20 gone "$(path 1)"
    boards plug 1 uf2 "$@" >/dev/null
    until_true 60 has_partition "$(path 1)" || fail "the kernel makes a disk of a board with ${*:-nothing special}" "$(dmesg | tail -3)"
    mount -t vfat -o ro "/dev/$(basename "$(partition_of "$(path 1)")")" /mnt/pico || fail "its drive is mounted" "$(dmesg | tail -3)"
}
for words in "RPI-RP2 2e8a:000a rp2040 files/firmware.uf2" "RP2350 2e8a:0009 rp2350 rp2350.uf2"; do
    set -- $words
    fresh board="$3"
    holds "$1: gangway disk picoboot, while the kernel has the drive" 'read back; the board starts them' "$(gangway picoboot "$4")"
    check "$1: the application runs" until_true 30 sees "$2" 1
    same "$1: what was written is in the flash memory" "$WANTED" "$(boards memory 1 0x10000000 "$LENGTH")"
    umount -l /mnt/pico
done
fresh
holds "a file of another family is refused" 'is for e48bff59' "$(gangway picoboot rp2350.uf2)"
same "and the kernel keeps its drive" "Board-ID: RPI-RP2" "$(grep -o 'Board-ID: [A-Z0-9-]*' /mnt/pico/INFO_UF2.TXT)"
umount /mnt/pico
fresh faults=weak-cell@200000
holds "a bit that is wrong is found" 'does not hold what the file has at 0x100' "$(gangway picoboot files/firmware.uf2)"
umount /mnt/pico

# The reference tool, in the same order: what our client wrote it finds right, and the other way round.
LIBRARIES=$INPUT/picotool/usr/lib/x86_64-linux-gnu
picotool() { timeout 120 "$LIBRARIES/ld-linux-x86-64.so.2" --library-path "$LIBRARIES" "$INPUT/picotool/usr/bin/picotool" "$@" 2>&1; }
for words in "RPI-RP2 2e8a:000a rp2040 files/firmware.uf2" "RP2350 2e8a:0009 rp2350 rp2350.uf2"; do
    set -- $words
    fresh board="$3"
    out=$(picotool load -v "$4")
    holds "$1: picotool loads and verifies, while the kernel has the drive" '^  OK' "$out"
    same "$1: what picotool wrote is in the flash memory" "$WANTED" "$(boards memory 1 0x10000000 "$LENGTH")"
    holds "$1: our client reads it back and starts it" 'read back; the board starts them' "$(gangway picoboot "$4")"
    check "$1: the application runs" until_true 30 sees "$2" 1
    umount -l /mnt/pico
    fresh board="$3"
    holds "$1: picotool verifies, and starts" 'rebooted' "$(picotool load -v -x "$4")"
    check "$1: the application runs after picotool" until_true 30 sees "$2" 1
    umount -l /mnt/pico
done
boards unplug 1 >/dev/null
until_true 20 gone "$(path 1)"

# The station on libusb: without faults and with. A bit that is wrong is no matter of a second try on a line; here it shows that one helps.
n=0
for fault in "" "" "" weak-cell@200000 stall@250000 disconnect@300000:500ms; do
    n=$((n + 1))
    echo "$n $(path $n) uf2${fault:+ faults=$fault}"
done >pico.jobs
sed 's/30s, powerCycle: true/30s, also: [verify-mismatch], powerCycle: false/' "$PROJECT/config/recipes/rp2040-picoboot.yaml" >pico.yaml
station pico pico.yaml files pico.jobs 240 serial=RP2-%05d
line_holds pico 6
same "each says that its flash memory was read back" 6 "$(grep -c '^image .* proved=flash memory read back' "$SHARE/pico.txt")"
same "each board holds the firmware" 6 "$(for each in $(seq 6); do boards memory "$each" 0x10000000 "$LENGTH"; done | grep -c "$WANTED")"
dmesg >"$SHARE/dmesg.txt"

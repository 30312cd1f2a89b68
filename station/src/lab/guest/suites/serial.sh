# Boards behind serial lines through the kernel's cdc-acm: lrzsz gives and takes files over the tty that the kernel made of a board;
# our bench verbs reach the same boards by their USB ports; the station runs spark-core-serial and esp32 on them, and one board is
# pulled in the middle.
# Seconds: 400
udev_start
keeper_start 10
java_in() { timeout 120 "$JAVA" $JVM "$@"; }
gangway() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" "$@" 2>&1; }
sum() { sha256sum "$1" | cut -d' ' -f1; }
gone() { [ ! -e "/sys/bus/usb/devices/$1" ]; }
# tty_of PATH: the tty that the kernel made of this device.
tty_of() { ls "/sys/bus/usb/devices/$1/$1:1.0/tty" 2>/dev/null | head -1; }
has_tty() { [ -n "$(tty_of "$1")" ] && [ -c "/dev/$(tty_of "$1")" ]; }
head -c 60003 "$INPUT/blob-1M" >firmware.bin
head -c 23456 "$INPUT/blob-300M" >other.bin

# Debian's lrzsz judges the kernel's way to the board.
P=$(path 1)
boards plug 1 ymodem serial=UART0001 >/dev/null
check "the kernel's cdc-acm makes a tty of a board" until_true 30 has_tty "$P"
TTY=/dev/$(tty_of "$P")
stty -F "$TTY" 115200 raw -echo || fail "stty" "$TTY"
exec 7<>"$TTY"
printf d >&7
gives() { timeout 90 sb -k firmware.bin <&7 >&7; }
check "lrzsz: sb gives the board a file" gives
same "lrzsz: the board has it" "$(sum firmware.bin)" "$(boards memory 1 0 60003)"
mkdir back
printf u >&7
takes() { (cd back && timeout 90 rb -y <&7 >&7); }
check "lrzsz: rb takes it back" takes
same "lrzsz: it is the same" "$(sum firmware.bin)" "$(sum back/firmware.bin)"
exec 7>&-

# Our client on the same board, by its USB port.
check "gangway ymodem send" gangway ymodem --port "$P" send --type d --says download other.bin
same "gangway ymodem: the board has it" "$(sum other.bin)" "$(boards memory 1 0 23456)"
mkdir ours
(cd ours && check "gangway ymodem receive" gangway ymodem --port "$P" receive --type u --says upload)
same "gangway ymodem: it is the same" "$(sum other.bin)" "$(sum ours/other.bin)"
exec 7<>"$TTY"
flock -x 7
out=$(gangway ymodem --port "$P" send --type d --says download other.bin); code=$?
exec 7>&-
same "a tty that another program holds is refused" 4 "$code"
holds "and the refusal says so" "another program holds $TTY" "$out"
boards unplug 1 >/dev/null
check "the tty goes with its board" until_true 20 gone "$P"

# Chips that the control lines reset: behind an adapter, and on their own port.
for words in "esp32 adapter" "esp32s3 own"; do
    set -- $words
    boards plug 2 esp chip="$1" usb="$2" mac=24:6f:28:00:00:01 >/dev/null
    check "$1: it has a tty" until_true 30 has_tty "$(path 2)"
    holds "$1: gangway esp read-mac" '24:6f:28:00:00:01' "$(gangway esp --port "$(path 2)" read-mac)"
    check "$1: gangway esp write-flash" gangway esp --port "$(path 2)" --baud 460800 write-flash 0x10000 firmware.bin
    same "$1: it is in the flash" "$(sum firmware.bin)" "$(boards memory 2 0x10000 60003)"
    check "$1: gangway esp verify-flash" gangway esp --port "$(path 2)" verify-flash 0x10000 firmware.bin
    boards unplug 2 >/dev/null
    check "$1: it is gone" until_true 20 gone "$(path 2)"
done

# The station: a line through libusb's ports and jSerialComm's ttys.
java_in dev.gangway.station.lab.LabImages core 60000 spark-core-serial
n=2
for fault in "" "" drop-byte@30000 nak-block@20000 disconnect@30000:500ms disconnect@45000:never; do
    n=$((n + 1))
    echo "$n $(path $n) spark-core-serial pace=none${fault:+ faults=$fault}"
done >core.jobs
echo "$n $(path $n) spark-core-serial pace=none" >>core.jobs
station core "$PROJECT/config/recipes/spark-core-serial.yaml" core core.jobs 200 serial=SC-%05d
line_holds core 6
holds "core: a board that is pulled in the middle is cable-lost" "^attempt $n 1 send the firmware: cable-lost" "$(grep "^attempt $n" "$SHARE/core.txt")"
holds "core: and does not pass" 'FAILED' "$(grep '^job .*disconnect@45000:never' "$SHARE/core.txt")"
holds "core: the next one on its port passes" "^job $n .* PASSED" "$(grep "^job $n " "$SHARE/core.txt" | tail -1)"
same "core: the boards that passed hold the firmware" 6 \
    "$(for each in $(seq 3 8); do boards memory "$each" 0 "$(stat -c %s core/firmware.bin)"; done | grep -c "$(sum core/firmware.bin)")"
for each in $(seq 3 8); do boards unplug "$each" >/dev/null; done

java_in dev.gangway.station.lab.LabImages build 100000 esp
n=2
for fault in "" "" "" flip-byte@20000 no-sync disconnect@30000:500ms timeout@30000; do # the last hangs for good
    n=$((n + 1))
    echo "$n $(path $n) esp${fault:+ faults=$fault}"
done >esp.jobs
sed 's/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/esp32.yaml" >esp32.yaml
station esp esp32.yaml build esp.jobs 200 serial=ESP-%05d
line_holds esp 7
holds "esp: a supply that breaks down costs an attempt" '^attempt 8 1 ' "$(grep '^attempt 8' "$SHARE/esp.txt")"
holds "esp: an adapter that hangs costs an attempt" "^attempt 9 1 .*transfer-timeout" "$(grep '^attempt 9' "$SHARE/esp.txt")"
same "esp: and is reset, so that the next one passes" "$n 2" "$(sed -n 's/^job \(9\) .* PASSED .*attempts=\([0-9]*\).*/\1 \2/p' "$SHARE/esp.txt")"
same "esp: each flash holds the application" 7 \
    "$(for each in $(seq 3 9); do boards memory "$each" 0x10000 "$(stat -c %s build/app.bin)"; done | grep -c "$(sum build/app.bin)")"
dmesg >"$SHARE/dmesg.txt"

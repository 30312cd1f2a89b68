# What every suite uses. Results are lines of /run/share/results.tsv: ok or FAIL, name, detail; figures and tables go to
# /run/share/report.md. Both are collected by usb-lab.sh.
SHARE=/run/share
HOST=10.0.2.2
. "$SHARE/settings.sh" # LAB, CLASSES, USBIP, CONTROL, INPUT, JAVA
cd /tmp
pass() {
    printf 'ok\t%s\t%s\n' "$1" "${2:-}" >>"$SHARE/results.tsv"
    echo "[$SECONDS s] ok: $1"
}
fail() {
    printf 'FAIL\t%s\t%s\n' "$1" "$(tr '\n\t' '  ' <<<"${2:-}" | tail -c 1500)" >>"$SHARE/results.tsv"
    echo "[$SECONDS s] FAIL: $1"
}
say() { printf '%s\n' "$*" >>"$SHARE/report.md"; }
# check NAME COMMAND…: passes when the command does.
check() {
    local name=$1 out
    shift
    if out=$("$@" 2>&1); then pass "$name" "$(tail -1 <<<"$out" | head -c 200)"; else fail "$name" "exit $?: $out"; fi
}
# same NAME WANTED GOT
same() { if [ "$2" = "$3" ]; then pass "$1" "$3"; else fail "$1" "expected [$2], got [$3]"; fi; }
# holds NAME PATTERN TEXT: the text holds the extended regular expression.
holds() { if grep -qE -- "$2" <<<"$3"; then pass "$1" "$(grep -oE -m1 -- "$2" <<<"$3" | head -1)"; else fail "$1" "no [$2] in: $3"; fi; }
# boards COMMAND…: one command to the exporter outside; prints its answer.
boards() {
    local answer
    exec 9<>"/dev/tcp/$HOST/$CONTROL"
    printf '%s\n' "$*" >&9
    IFS= read -r -t 30 answer <&9
    exec 9>&-
    case $answer in ok*) printf '%s\n' "${answer#ok }" ;; *) echo "boards $*: $answer" >&2; return 1 ;; esac
}
# until_true SECONDS COMMAND…: waits until the command succeeds.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}
now_ms() { date +%s%3N; }
udev_start() {
    /lib/systemd/systemd-udevd --daemon && udevadm trigger && udevadm settle -t 20
}
keeper_start() { # COUNT [TWIN], see keeper.py
    python3 -S "$LAB/guest/keeper.py" "$HOST" "$USBIP" "$@" 2>>"$SHARE/keeper.log" &
    KEEPER=$!
}
# Number of our devices with this vid:pid.
seen() { lsusb -d "$1" | wc -l; }
sees() { [ "$(seen "$1")" = "$2" ]; }
# address PATH: BUS:DEVICE of the device on this topology path, as sunxi-fel takes it.
address() { printf '%03d:%03d' "$(cat "/sys/bus/usb/devices/$1/busnum")" "$(cat "/sys/bus/usb/devices/$1/devnum")"; }
# path N: topology path of board N on vhci's root hubs.
path() { # without a process of its own: 120 of them take long in here
    local hub speed
    for hub in "/sys/devices/platform/vhci_hcd.$((($1 - 1) / 15))"/usb[0-9]*; do
        read -r speed <"$hub/speed"
        [ "$speed" != 480 ] || echo "${hub##*usb}-$((($1 - 1) % 15 + 1))"
    done
}
kernel_complaints() {
    dmesg | grep -iE 'usb|vhci|urb' | grep -iE 'error|fail|unable|invalid|timed out|timeout|not accepting|warn|bug|-[0-9]+\b.*descriptor|unknown|corrupt'
}
# Options of all our programs in here: the machine is emulated, so the second compiler costs more than it gives.
# The class archive is mapped as bin/gangway does it, and glibc has as many heaps.
JVM="$CDS -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlogback.configurationFile=$LAB/guest/logback.xml -cp $CLASSES"
MEMORY='-Xms16m -XX:MinHeapFreeRatio=15 -XX:MaxHeapFreeRatio=30 -XX:+IgnoreUnrecognizedVMOptions -XX:TrimNativeHeapInterval=2000' # as bin/gangway
# station NAME RECIPE IMAGES JOBS-FILE SECONDS [KEY=VALUE…]: runs the station on these boards; its output is in NAME.txt.
station() {
    local name=$1 recipe=$2 images=$3 jobs=$4 limit=$(($5 * PATIENCE))
    shift 5
    rm -rf "data-$name"
    MALLOC_ARENA_MAX=2 timeout $((limit + 60)) "$JAVA" -Xmx256m $MEMORY $JVM dev.gangway.station.lab.LabStation recipe="$recipe" images="$images" data="data-$name" \
        control="$HOST:$CONTROL" boards="$jobs" seconds="$limit" "$@" >"$SHARE/$name.txt" 2>"$SHARE/$name.err"
    echo "$name: $(tail -1 "$SHARE/$name.txt")"
}
# line_holds NAME PASSED: the run NAME ended with so many passed, a sound ledger, no event loop blocked, no crash.
line_holds() {
    local name=$1 wanted=$2 summary
    summary=$(grep '^summary' "$SHARE/$name.txt" || tail -5 "$SHARE/$name.err")
    holds "$name: $wanted passed" " passed=$wanted " "$summary "
    holds "$name: the ledger is sound" 'ledger=sound' "$summary"
    # The emulated machine itself stands still for seconds when the real one is busy; what counts is a loop that stays so.
    same "$name: no event loop stayed blocked" "" "$(grep -E -m2 'has been blocked for [0-9]{5,} ms' "$SHARE/$name.err")"
    grep -vE '^job .* PASSED' "$SHARE/$name.txt" | grep '^job' | head -5
}
# unplug_all FROM TO
unplug_all() {
    local n
    for n in $(seq "$1" "$2"); do boards unplug "$n" >/dev/null; done
    until_true 30 sees 1f3a:efe8 0
}
# disk_of PATH: the name of the disk that the kernel has made of this device.
disk_of() { ls "/sys/bus/usb/devices/$1/"*:*/host*/target*/*/block 2>/dev/null | head -1; }
has_disk() { [ -n "$(disk_of "$1")" ] && [ -b "/dev/$(disk_of "$1")" ]; }
# Into the page cache in large pieces: page by page over 9p, a JVM takes three times as long to start.
jdk=$(dirname "$(dirname "$JAVA")")
cat "$jdk/lib/modules" "$jdk/lib/server/libjvm.so" "$jdk/lib/server/classes.jsa" ${CDS#*=} ${CLASSES//:/ } >/dev/null 2>&1

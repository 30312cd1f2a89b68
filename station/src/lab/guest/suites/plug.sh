# 1000 boards come and go: nothing may stay behind in libusb, in the process, or in the kernel.
# Seconds: 1000
udev_start
keeper_start 4
ports=()
for n in 1 2 3 4; do ports+=("$(path $n)"); done
begin=$(now_ms)
# libusb's own log tells of each device object that it makes and frees.
LIBUSB_DEBUG=4 "$JAVA" $JVM dev.gangway.station.lab.LabPlug "$HOST:$CONTROL" 1000 "${ports[@]}" 2>&1 >"$SHARE/plug.txt" |
    grep -oE 'allocating new device|destroy device|Exception.*' | sort | uniq -c >"$SHARE/references.txt"
cat "$SHARE/plug.txt" "$SHARE/references.txt"
same "1000 times plugged and pulled" "cycles 1000" "$(grep cycles "$SHARE/plug.txt")"
made=$(awk '/allocating/{print $1}' "$SHARE/references.txt")
freed=$(awk '/destroy/{print $1}' "$SHARE/references.txt")
same "every device object that libusb made was freed" "${made:-none}" "${freed:-nothing}"
value() { sed -n "s/^$1 .*$2=\([0-9]*\).*/\1/p" "$SHARE/plug.txt"; }
check "no open files stay behind" [ "$(value after files)" -le $(($(value before files) + 2)) ]
check "no threads stay behind" [ "$(value after threads)" -le $(($(value before threads) + 4)) ]
same "the kernel has no device left" 0 "$(seen 1f3a:efe8)"
say "1000 boards plugged, opened and pulled on 4 ports in $((($(now_ms) - begin) / 1000)) s; libusb made ${made:-?} device objects and freed ${freed:-?}. $(grep before "$SHARE/plug.txt"); $(grep after "$SHARE/plug.txt")."

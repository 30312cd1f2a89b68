# The station and its page on the kernel's USB: `gangway run`, taught by a scanner in a real browser (LabPage, outside), with
# boards on vhci-hcd; port power through the page's API on QEMU's hub, which really switches; the map at the terminal.
# Seconds: 900
udev_start
CLI="$JAVA $JVM dev.gangway.station.cli.Main --config /tmp/station.yaml"
URL=http://127.0.0.1:$PAGE
mkdir -p recipes images
# vhci's root hubs say that they switch the power of each port, and do not: without power cycles between attempts.
sed 's/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/allwinner-fel-uboot.yaml" >recipes/allwinner-fel-uboot.yaml
cp "$INPUT/armhf/usr/lib/u-boot/nanopi_neo/u-boot-sunxi-with-spl.bin" images/
cat >station.yaml <<E2
kind: station
station: lab-1
line: Lab
data: /tmp/data
http: { host: 127.0.0.1, port: $PAGE }
bus: { type: libusb }
recipes: { folder: recipes }
images: { folder: /tmp, byRecipe: { allwinner-fel-uboot: images } }
ports:
  - { port: 1-1.2, slot: "Q2", row: 2, column: 1 }
  - { port: 1-1.4.1, slot: "Q41", row: 2, column: 2 }
supervisors: [boss]
E2
there() { [ -e "/sys/bus/usb/devices/$1/idVendor" ]; }
gone() { ! there "$1"; }
devnum() { cat "/sys/bus/usb/devices/$1/devnum" 2>/dev/null; }
get() { curl -sS -m 20 "$URL$1"; }
post() { curl -sS -m 30 -H "Origin: $URL" -H 'Content-Type: application/json' -d "$2" "$URL$1"; }
field() { python3 -c 'import json,sys; print(json.load(sys.stdin).get(sys.argv[1], ""))' "$1"; }
power() { post "/api/v1/ports/$1/command" "{\"command\": \"power-$2\"}"; }
until_true 20 there 1-1.2 || fail "QEMU's disk on 1-1.2" "$(lsusb -t)"
disk=$(devnum 1-1.2)
keeper_start 8
socat TCP-LISTEN:8081,fork,reuseaddr "TCP:127.0.0.1:$PAGE" &
healthy() { get /healthz | grep -q up || ! kill -0 $station; }
# A station gives up after 30 s; in an emulated machine on a busy one it may need a second go.
for go in 1 2 3; do
    $CLI run >"$SHARE/station.txt" 2>"$SHARE/station.err" &
    station=$!
    until_true 240 healthy
    ! kill -0 $station 2>/dev/null || break
done
check "gangway run serves its page" get /healthz
path 1 >"$SHARE/first-port"
touch "$SHARE/up"
same "another name is refused" 421 "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: evil.example' "$URL/")"
same "another site's command is refused" 403 "$(curl -s -o /dev/null -w '%{http_code}' -H 'Origin: http://evil.example' \
    -H 'Content-Type: application/json' -d '{"command": "power-off"}' "$URL/api/v1/ports/1-1.2/command")"

# Power, while the browser teaches the map.
same "the page's API: the disk's port has power" on "$(get /api/v1/ports/1-1.2/power | field power)"
same "off by the page's API" off "$(power 1-1.2 off | field power)"
check "the disk on 1-1.2 is gone" until_true 10 gone 1-1.2
same "uhubctl agrees" off "$(uhubctl -l 1-1 -p 2 2>/dev/null | sed -n 's/^ *Port 2: 0000 \(off\).*/\1/p' | head -1)"
check "its neighbour kept its power" there 1-1.4.1
same "on by the page's API" on "$(power 1-1.2 on | field power)"
check "the disk is back on 1-1.2, slot Q2" until_true 20 there 1-1.2
same "a nested port, cycled" on "$(power 1-1.4.1 cycle | field power)"
check "its keyboard is back on 1-1.4.1" until_true 20 there 1-1.4.1
uhubctl -l 1-1 -p 2 -a off >/dev/null 2>&1
same "what another program switched is seen" off "$(get /api/v1/ports/1-1.2/power | field power)"
uhubctl -l 1-1 -p 2 -a on >/dev/null 2>&1
same "power that came back without the station is said" came-back "$(get /api/v1/ports/1-1.2/power | field power)"
check "the disk is back again" until_true 20 there 1-1.2
disk=$(devnum 1-1.2)
touch "$SHARE/power-done"
holds "gangway power is refused while the station runs" 'switch it on its page' "$($CLI power Q2 off 2>&1)"
until_true 400 test -f "$SHARE/browser-done"
same "the browser's own power cycle brought the disk back on 1-1.2, enumerated anew" "yes" \
    "$(until_true 20 there 1-1.2; [ "$disk" != "$(devnum 1-1.2)" ] && echo yes)"
cat data/ports.map >"$SHARE/ports.map"
holds "the map is stored with the real paths" "^$(path 1) 01\$" "$(cat data/ports.map)"
get /api/v1/state >"$SHARE/state.json"
kill -TERM $station
wait $station
holds "who switched is in the ledger" '"note":"power".*"wish":"CYCLE"' "$(strings -n 20 data/ledger.mv.db | grep '"note":"power"')"
holds "and the ledger is sound" '"sound":true' "$($CLI --json ledger verify 2>&1)"

# The same map at the terminal.
$CLI ports show >"$SHARE/ports.txt" 2>&1
holds "ports show: what was learned, with its power" "^$(path 1) +01 +learned +yes" "$(cat "$SHARE/ports.txt")"
holds "ports show: QEMU's hub switches" '^1-1\.2 +Q2 +configuration +yes +on' "$(cat "$SHARE/ports.txt")"
boards unplug 5 >/dev/null
mkfifo answers
$CLI ports learn <answers >"$SHARE/learn.txt" 2>&1 &
learn=$!
exec 8>answers
asked() { grep -q "Board on $1" "$SHARE/learn.txt"; }
until_true 60 grep -q 'Plug a board' "$SHARE/learn.txt"
boards plug 5 allwinner soc=h3 >/dev/null
check "ports learn asks for the port of the board that was plugged in" until_true 30 asked "$(path 5)"
echo "SLOT-T5" >&8
until_true 10 grep -q "$(path 5) is slot T5" "$SHARE/learn.txt"
boards plug 6 allwinner soc=h3 >/dev/null
check "and for the next one" until_true 30 asked "$(path 6)"
echo >&8
until_true 10 grep -q "$(path 6) is slot" "$SHARE/learn.txt"
echo q >&8
exec 8>&-
wait $learn
holds "ports learn stores a scanned label" "^$(path 5) T5\$" "$(cat data/ports.map)"
holds "and takes the next free number for a bare Enter" "^$(path 6) 05\$" "$(cat data/ports.map)"

# A hub that was on 1-9 when the map was learned: the same two hubs, one behind the other, are on 1-1 now.
printf '1-9.1 X1\n1-9.4.2 X2\nhub 1-9 0409:55aa 4\nhub 1-9.4 0409:55aa 4\n' >data/ports.map
sed -i '/^ports:/,/^supervisors/{/^supervisors/!d}' station.yaml
holds "a hub on another root port is explained" 'the hub that was on 1-9 \(slots X1, X2\) seems to be on 1-1 now' "$($CLI ports show 2>&1 | tail -3)"
holds "the doctor says so too, with the command" 'gangway ports move 1-9 1-1' "$($CLI doctor 2>&1)"
check "gangway ports move 1-9 1-1" $CLI ports move 1-9 1-1
holds "its slots are where it is" '^1-1\.4\.2 X2$' "$(cat data/ports.map)"
same "and nothing is astray any more" "" "$($CLI ports show 2>&1 | grep 'seems to be')"
say "Pictures: \`page/ports-lesson.png\`, \`page/line.png\`, \`page/panel.png\` beside this report."

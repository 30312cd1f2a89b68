#!/usr/bin/env bash
# usb-lab.sh [SUITE…]: the USB lab. Virtual boards are exported over USB/IP, a virtual machine with Debian's kernel attaches
# them, and inside it Debian's flashing tools and this station work on them. Writes station/target/lab/usb-lab.md; exits 1
# when anything did not hold. Suites: see guest/suites; without words, all that CI runs. Needs root, see vm/prepare.sh.
# RIG=DIR keeps the machine elsewhere; RUNS="chip-8 uboot-8" picks runs of the suite line, RUNS=all adds to CI's what takes long:
# uboot-1, 8 sound boards, 32 boards, 120 with chip-pro, crowds with faults. SPEED_MIB=64 and SPEED_ROUNDS=5 are the suite speed's.
# MAVEN="…" gives Maven's words, for example MAVEN="-o". PATIENCE=3 triples the time limits, for a machine that is busy with
# other work.
set -uo pipefail
main() { # read as a whole before it runs, so that it may be edited meanwhile
LAB=$(cd "$(dirname "$0")" && pwd)
PROJECT=$(cd "$LAB/../../.." && pwd)
OUT=$PROJECT/station/target/lab
export RIG=${RIG:-$OUT/vm}
# Not without being asked for: page, emulated, speed, plug, sweep, disk, sdp, uf2, picoboot, rpiboot, serial and usb3. They take longer
# than CI has time for; the emulated H3 runs in CI without this machine, see the README beside this file.
SUITES=(reference contract line mixed dfu spi rockchip power)
[ $# = 0 ] || SUITES=("$@")
die() { echo "usb-lab: $*" >&2; exit 1; }
mkdir -p "$OUT" "$RIG/input"

bash "$LAB/vm/prepare.sh" || exit 1
# Real boot loaders: Debian's u-boot-sunxi for both architectures.
for arch in armhf arm64; do
    [ -d "$RIG/input/$arch/usr/lib/u-boot" ] && continue
    lists=$RIG/input/lists-$arch
    mkdir -p "$lists/partial" "$lists/archives/partial"
    options="-oAPT::Architecture=$arch -oAPT::Architectures=$arch -oDir::State::Lists=$lists -oDir::Cache=$lists -oAPT::Sandbox::User="
    for try in 1 2 3; do
        # One list of several may fail; whether the package comes is what counts.
        (cd "$RIG/input" && { apt-get -q $options update; apt-get -q $options download u-boot-sunxi; } >"$OUT/apt-$arch.log" 2>&1 &&
            dpkg -x u-boot-sunxi_*_"$arch".deb "$arch") && break
        [ $try != 3 ] || die "Debian's u-boot-sunxi for $arch cannot be downloaded; see $OUT/apt-$arch.log"
    done
done
# A judge that bookworm does not have: trixie's picotool, with the libraries that it was built for.
case " ${SUITES[*]} " in *' picoboot '*)
    if [ ! -x "$RIG/input/picotool/usr/bin/picotool" ]; then
        lists=$RIG/input/lists-trixie
        mkdir -p "$lists/partial" "$lists/archives/partial" "$RIG/input/picotool"
        echo 'deb http://deb.debian.org/debian trixie main' >"$RIG/input/trixie.list" # apt clears out its folder
        options="-oDir::Etc::sourcelist=$RIG/input/trixie.list -oDir::Etc::sourceparts=- -oDir::State::status=/dev/null -oDir::State::Lists=$lists -oDir::Cache=$lists -oAPT::Sandbox::User="
        for try in 1 2 3; do
            (cd "$lists" && { apt-get -q $options update; apt-get -q $options download picotool libc6 libgcc-s1 libstdc++6 libusb-1.0-0 libudev1 libcap2; } >"$OUT/apt-trixie.log" 2>&1 &&
                for each in ./*.deb; do dpkg -x "$each" "$RIG/input/picotool" || exit 1; done) && break
            [ $try != 3 ] || die "trixie's picotool cannot be downloaded; see $OUT/apt-trixie.log"
        done
    fi
    ;;
esac

cd "$PROJECT" || exit 1
if [ "${BUILD:-yes}" = yes ]; then
    # The suites speed and speed-usb run the distribution as it is shipped.
    case " ${SUITES[*]} " in *' speed'*) goal=package ;; *) goal=test-compile ;; esac
    ./mvnw ${MAVEN:-} -q -B -pl station -am -DskipTests $goal dependency:build-classpath \
        -Dmdep.outputFile="$OUT/classpath.txt" -Dmdep.includeScope=test >"$OUT/build.log" 2>&1 || die "the build failed: $OUT/build.log"
fi
# Our own classes in one archive: what runs in the machine must not change under it, and opens faster.
if [ "${BUILD:-yes}" = yes ] || [ ! -f "$OUT/lab.jar" ]; then
    staged=$OUT/staged
    rm -rf "$staged"
    mkdir -p "$staged"
    for m in config hub-watcher verticles web-ui station; do
        for kind in classes test-classes; do [ ! -d "$m/target/$kind" ] || cp -r "$m/target/$kind/." "$staged/"; done
    done
    jar --create --file "$OUT/lab.jar" -C "$staged" . || die "no archive of the classes"
    rm -rf "$staged"
fi
CLASSES=$OUT/lab.jar:$(tr ':' '\n' <"$OUT/classpath.txt" | grep -v "^$PROJECT/" | grep '\.jar$' | paste -sd:)
JAVA=$(dirname "$(readlink -f "$(command -v java)")")/java
# A class archive: starting a JVM in an emulated machine takes long. Made from what two short runs loaded.
if [ ! -f "$OUT/lab.jsa" ] || [ "$OUT/lab.jar" -nt "$OUT/lab.jsa" ]; then
    for run in "dev.gangway.station.cli.Main demo --auto --once --ports 2" "dev.gangway.station.cli.Main fel version" "dev.gangway.station.lab.LabStation"; do
        timeout 120 "$JAVA" -Xshare:off -XX:DumpLoadedClassList="$OUT/classes-$RANDOM.lst" -cp "$CLASSES" $run >"$OUT/archive.log" 2>&1
    done
    sort -u "$OUT"/classes-*.lst | grep -v '^#\|^@\|Lambda\|source:' >"$OUT/classes.lst"
    rm -f "$OUT"/classes-*.lst
    "$JAVA" -Xshare:dump -XX:SharedClassListFile="$OUT/classes.lst" -XX:SharedArchiveFile="$OUT/lab.jsa" -XX:+UseSerialGC -cp "$CLASSES" \
        >>"$OUT/archive.log" 2>&1 || die "no class archive: $OUT/archive.log"
fi
java_out() { "$JAVA" -cp "$CLASSES" -Dlogback.configurationFile="$LAB/guest/logback.xml" "$@"; }

# Made anew each time: boards boot what is written, and what they look for there may have changed since.
for size in 1 6; do
    folder=$RIG/input/chip-${size}M
    rm -rf "$folder"
    java_out dev.gangway.station.lab.LabImages "$folder" $((size << 20)) || die "no images"
done
# No zeros, nothing that repeats, the same bytes each time.
blob() { [ -f "$RIG/input/$1" ] || openssl enc -aes-128-ctr -pass pass:"$1" -nosalt -md sha256 2>/dev/null </dev/zero | head -c "$2" >"$RIG/input/$1"; }
blob blob-1M $((1 << 20))
blob "blob-${SPEED_MIB:=64}M" $((SPEED_MIB << 20))
blob "blob-$((SPEED_MIB / 4))M" $((SPEED_MIB << 18))
blob blob-300M $((300 << 20))

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
: >"$OUT/results.tsv"
{
    echo "# USB lab"
    echo
    echo "$(date -u +%FT%TZ), $(nproc) processors, commit $(git rev-parse --short HEAD 2>/dev/null)"
    echo "Made by \`station/src/lab/usb-lab.sh ${SUITES[*]}\`. Speeds inside the emulated machine compare only within one run."
} >"$OUT/usb-lab.md"

for suite in "${SUITES[@]}"; do
    [ -f "$LAB/guest/suites/$suite.sh" ] || die "there is no suite $suite"
    share=$OUT/$suite
    rm -rf "$share"
    mkdir -p "$share"
    usbip=$(free_port) control=$(free_port) page=$(free_port)
    "$JAVA" -Xmx768m -cp "$CLASSES" -Dlogback.configurationFile="$LAB/guest/logback.xml" dev.gangway.station.lab.LabBoards "$usbip" "$control" "$share" >"$share/boards.log" 2>&1 &
    boards=$!
    for try in $(seq 100); do
        grep -q '^exporting' "$share/boards.log" && break
        kill -0 $boards 2>/dev/null || die "the boards did not start: $share/boards.log"
        sleep 0.1
    done
    cat >"$share/settings.sh" <<E
LAB='$LAB' CLASSES='$CLASSES' USBIP=$usbip CONTROL=$control INPUT='$RIG/input' JAVA='$JAVA' PROJECT='$PROJECT' CDS='-XX:SharedArchiveFile=$OUT/lab.jsa' PATIENCE=${PATIENCE:-1} PAGE=$page RUNS='${RUNS:-chip-1 chip-faults uboot-faults uboot-120}' SPEED_MIB=$SPEED_MIB SPEED_ROUNDS=${SPEED_ROUNDS:-5}
E
    printf '. "%s/guest/lib.sh"\n. "%s/guest/suites/%s.sh"\necho end >>$SHARE/ended\n' "$LAB" "$LAB" "$suite" >"$share/start.sh"
    options=()
    [ ! -f "$LAB/guest/suites/$suite.qemu" ] || { truncate -s 16M "$RIG/disk.img" && mapfile -t options < <(sed "s|@RIG@|$RIG|" "$LAB/guest/suites/$suite.qemu"); }
    begun=$SECONDS limit=$(($(sed -n 's/^# Seconds: //p' "$LAB/guest/suites/$suite.sh") * ${PATIENCE:-1}))
    echo "usb-lab: $suite"
    # What the suite needs on this side, beside the machine: it ends when the suite's page is gone, or its time is up.
    beside=
    if [ -f "$LAB/beside/$suite.sh" ]; then
        . "$LAB/beside/$suite.sh" >"$share/beside.log" 2>&1 &
        beside=$!
    fi
    FORWARD=tcp:127.0.0.1:$page-:8081 bash "$LAB/vm/start.sh" "$share" "$limit" "${options[@]}" >"$share/vm.log" 2>&1
    code=$?
    [ -z "$beside" ] || kill $beside 2>/dev/null
    kill $boards
    wait $boards 2>/dev/null
    touch "$share/results.tsv"
    [ ! -f "$share/beside.tsv" ] || cat "$share/beside.tsv" >>"$share/results.tsv"
    [ -f "$share/ended" ] || printf 'FAIL\t%s\tthe suite did not come to its end (%s); see %s\n' "$suite" \
        "$([ $code = 124 ] && echo "time limit of $limit s" || echo "qemu ended with $code")" "$share/vm.log" >>"$share/results.tsv"
    sed "s/^\([^\t]*\)\t/\1\t$suite: /" "$share/results.tsv" >>"$OUT/results.tsv"
    {
        echo
        echo "## $suite"
        echo
        echo "$(grep -c '^ok' "$share/results.tsv") checks held, $(grep -c '^FAIL' "$share/results.tsv") did not; $((SECONDS - begun)) s."
        echo
        [ ! -f "$share/report.md" ] || { cat "$share/report.md"; echo; }
        sed -n 's/^\(ok\|FAIL\)\t\([^\t]*\)\t\(.*\)$/- \1: \2 — `\3`/p' "$share/results.tsv"
    } >>"$OUT/usb-lab.md"
    grep '^FAIL' "$share/results.tsv" | head -20
done
ok=$(grep -c '^ok' "$OUT/results.tsv")
bad=$(grep -c '^FAIL' "$OUT/results.tsv")
echo "usb-lab: $ok checks held, $bad did not, in $SECONDS s; report: $OUT/usb-lab.md"
[ "$bad" = 0 ] && [ "$ok" -gt 0 ]
}
main "$@"; exit

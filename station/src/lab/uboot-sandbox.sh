#!/usr/bin/env bash
# Builds U-Boot's sandbox, U-Boot as a program of this machine, from the source of Debian's package: it judges how SPI NOR, raw NAND
# and UBI are written. Nothing of it is kept in the project. Some minutes the first time, none afterwards.
#   usage: uboot-sandbox.sh FOLDER      prints where the program and its device tree are: FOLDER/u-boot, FOLDER/sandbox.dtb
# The source is trixie's: bookworm's sandbox has no NAND.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$folder"
[ -e complete ] && { echo "$folder/u-boot $folder/sandbox.dtb"; exit 0; }
exec 3>&1 >build.log 2>&1
trap 'echo "the sandbox was not built; see '"$folder"'/build.log: $(tail -3 build.log)" >&3' ERR

for program in bison flex dtc fdtput gcc make; do
  command -v $program >/dev/null || {
    echo "$program is missing: apt-get install bison flex device-tree-compiler gcc make libssl-dev libgnutls28-dev uuid-dev bc"
    false
  }
done

# Lists of its own: this machine's stay as they are.
mkdir -p apt/lists/partial apt/cache
cat >trixie.sources <<'SOURCES'
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
apt=(-q -o "Dir::Etc::sourcelist=$PWD/trixie.sources" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$PWD/apt/lists"
  -o "Dir::Cache=$PWD/apt/cache" -o APT::Sandbox::User=root)
ls u-boot_*.orig.tar.* >/dev/null 2>&1 || {
  apt-get "${apt[@]}" update
  apt-get "${apt[@]}" source --tar-only u-boot
}
rm -rf source build
mkdir source
tar -xf u-boot_*.orig.tar.*[2z] -C source --strip-components=1

make -C source O=../build sandbox_defconfig

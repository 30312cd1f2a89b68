#!/usr/bin/env bash
# Builds U-Boot's sandbox, U-Boot as a program of this machine, from the source of Debian's package: it judges how SPI NOR, raw NAND
# and UBI are written, and what lies in UBIFS. Nothing of it is kept in the project. Some minutes the first time, and after a change
# of this file, none otherwise.
#   usage: [JOBS=N] uboot-sandbox.sh FOLDER      then FOLDER has u-boot, and its machines: sandbox.dtb, and chip.dtb, whose NAND has
#                                                pages of 4 KiB in blocks of 256 KiB as a C.H.I.P. Pro's
# The source is trixie's: bookworm's sandbox has no NAND.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
exec >build.log 2>&1

for program in bison flex dtc swig gcc make; do
  command -v $program || {
    echo "$program is missing: apt-get install bison flex device-tree-compiler swig python3-dev python3-setuptools gcc make libssl-dev libgnutls28-dev uuid-dev bc"
    exit 1
  }
done
dtc -q -O dtb -o sandbox.dtb "$here/uboot-sandbox.dts"
sed -e 's/\[2c f1 80 95 02/[01 f1 90 26 54/' -e 's/erasesize = <0x20000>/erasesize = <0x40000>/' -e 's/oobsize = <64>/oobsize = <128>/' \
  -e 's/pagesize = <2048>/pagesize = <4096>/' -e 's/pages = <0x10000>/pages = <0x8000>/' "$here/uboot-sandbox.dts" |
  dtc -q -I dts -O dtb -o chip.dtb
cmp "$here/uboot-sandbox.sh" complete && exit 0

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
ls u-boot_*.orig.tar.bz2 || {
  apt-get "${apt[@]}" update
  apt-get "${apt[@]}" source --tar-only u-boot
}
rm -rf source build
mkdir source
tar -xf u-boot_*.orig.tar.bz2 -C source --strip-components=1
# UBIFS asks for it, and the sandbox is the one machine that has none.
echo '#include <asm-generic/atomic.h>' >source/arch/sandbox/include/asm/atomic.h
# Its NAND gets the command by which real chips are read from within a page: without it, headers that begin there read as FF.
sed -i 's/^\t\tchip->column = column;$/&\n\t\tif (command == NAND_CMD_RNDOUT) {\n\t\t\tnew_state = STATE_READ;\n\t\t\tbreak;\n\t\t}/' \
  source/drivers/mtd/nand/raw/sand_nand.c
grep -q NAND_CMD_RNDOUT source/drivers/mtd/nand/raw/sand_nand.c
# Its commands for UBI and UBIFS take an address of the board's for one of this program's, which on other machines is the same.
for command in ubi ubifs; do
  sed -i -e 's/^\(\t*\)addr = hextoul(argv.*;$/&\n\1addr = (ulong)map_sysmem(addr, 0);/' -e 's/^#include <command.h>$/&\n#include <mapmem.h>/' \
    source/cmd/$command.c
  grep -q '= (ulong)map_sysmem' source/cmd/$command.c
done

# The smallest sandbox that Debian's source knows, with what is judged and what does not link or start without. Linux sends no UDP
# checksums on its loopback.
make -s -C source O=../build tools-only_defconfig
cd build
../source/scripts/config -d NO_NET -e NET -e HUSH_PARSER -e CMD_SF -e SPI -e SANDBOX_SPI -e SPI_FLASH_SANDBOX \
  -e SPI_FLASH_STMICRO -e SPI_FLASH_SPANSION -e DM_MTD -e MTD_RAW_NAND -e NAND_SANDBOX -e CMD_NAND -e CMD_NAND_TRIMFFS \
  -e CMD_MTD -e CMD_MTDPARTS -e CMD_UBI -e ETH_SANDBOX -e ETH_SANDBOX_RAW -e CMD_TFTPBOOT -e TFTP_PORT -e NET_TFTP_VARS \
  -e CMD_NET -e CMD_CRC32 -e CMD_MEMORY -e CMD_BDI -e CMD_ECHO -e SYS_NAND_ONFI_DETECTION -e SYS_NAND_USE_FLASH_BBT \
  --set-val SYS_MAX_NAND_DEVICE 8 --set-val SYS_NAND_PAGE_SIZE 0x200 \
  -e SANDBOX_SERIAL -e SANDBOX_TIMER -e CROS_EC -d SYS_RELOC_GD_ENV_ADDR -d LTO \
  -d ANDROID_BOOT_IMAGE -d FIT -d SOUND -d VIDEO -d UDP_CHECKSUM -d TOOLS_MKEFICAPSULE -e CMD_UBIFS
make -s olddefconfig
make -j"${JOBS:-$(nproc)}" u-boot
cd ..
cp build/u-boot u-boot
rm -rf source build
cp "$here/uboot-sandbox.sh" complete

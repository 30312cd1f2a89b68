#!/usr/bin/env bash
# prepare.sh DIR: Debian's arm64 kernel, and a small initial file system of Debian's busybox with the drivers of QEMU's disk and
# network, as DIR/Image and DIR/initramfs.cpio.gz. What is there is left as it is. DIR/initramfs-login.cpio.gz asks who logs in:
# root, password "flash".
set -euo pipefail
[ $# = 1 ] || { echo "prepare.sh DIR" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
# Tests that run at the same time prepare it once.
exec 9>prepare.lock
flock 9
[ -s Image ] && [ -s initramfs.cpio.gz ] && [ -s initramfs-login.cpio.gz ] && exit 0
work=$PWD/work
rm -rf "$work"
mkdir -p "$work/lists/partial"
options="-oAPT::Architecture=arm64 -oAPT::Architectures=arm64 -oDir::State::status=/dev/null -oDir::State::Lists=$work/lists -oDir::Cache=$work -oAPT::Sandbox::User="
for try in 1 2 3; do
    # One list of several may fail; whether the packages come is what counts.
    (cd "$work" && { apt-get -q $options update || true; } &&
        kernel=$(apt-cache $options depends linux-image-cloud-arm64 | sed -n 's/^ *Depends: //p' | head -n 1) &&
        apt-get -q $options download "$kernel" busybox-static) >apt.log 2>&1 && break
    [ $try != 3 ] || { echo "Debian's kernel and busybox for arm64 can't be downloaded: $PWD/apt.log" >&2; exit 1; }
done
for each in "$work"/*.deb; do dpkg -x "$each" "$work/root"; done

files=$work/initramfs
mkdir -p "$files"/{bin,dev,etc,lib,proc,sys,tmp,root}
cp "$work/root/bin/busybox" "$files/bin/busybox"
chmod 755 "$files/bin/busybox"
modules=$(echo "$work"/root/lib/modules/*/kernel)
for each in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover virtio_net virtio_blk; do
    find "$modules" -name "$each.ko" -exec cp {} "$files/lib" \;
done
cat >"$files/init" <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for each in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover virtio_net virtio_blk; do
    insmod /lib/$each.ko
done
exec setsid cttyhack sh /bin/console
END
printf '#!/bin/sh\nexec sh -i\n' >"$files/bin/console"
chmod 755 "$files/init" "$files/bin/console"
pack() { (cd "$files" && find . | cpio -o -H newc --quiet --owner=0:0) | gzip -1 >"$1.part" && mv "$1.part" "$1"; }
pack initramfs.cpio.gz

printf 'root:%s:0:0:root:/root:/bin/sh\n' "$(openssl passwd -1 -salt gangway flash)" >"$files/etc/passwd"
printf 'root:x:0:\n' >"$files/etc/group"
printf 'ttyAMA0\nconsole\n' >"$files/etc/securetty"
printf '#!/bin/sh\nhostname flasher\nwhile true; do getty -L 115200 ttyAMA0 vt100; done\n' >"$files/bin/console"
pack initramfs-login.cpio.gz
cp "$work"/root/boot/vmlinuz-* Image.part
mv Image.part Image
rm -rf "$work"

/** A Debian release: which Xen and Linux it brings. */
export interface Release {
  readonly codename: 'bookworm' | 'trixie';
  readonly xen: XenVersion;
  readonly linux: LinuxVersion;
  readonly packages: readonly string[];
}

export type XenVersion = '4.17' | '4.20';
export type LinuxVersion = '6.1' | '6.12';

const release = (codename: Release['codename'], xen: XenVersion, linux: LinuxVersion): Release => ({
  codename,
  xen,
  linux,
  packages: [
    `xen-hypervisor-${xen}-amd64`,
    `xen-utils-${xen}`,
    'xenstore-utils',
    'linux-image-amd64',
    'qemu-system-xen',
    'busybox-static',
  ],
});

/** Debian 12 and 13. */
export const releases: readonly Release[] = [
  release('bookworm', '4.17', '6.1'),
  release('trixie', '4.20', '6.12'),
];

export const releaseOfXen = (xen: XenVersion): Release => releases.find((r) => r.xen === xen)!;
export const releaseOfLinux = (linux: LinuxVersion): Release => releases.find((r) => r.linux === linux)!;

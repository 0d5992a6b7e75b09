import { describe, expect, it } from 'vitest';
import { cpio, file, folder, link, program } from '../../../lab/image/cpio.js';
import { guestFloppy } from '../../../lab/image/guest.js';

/** Reads the format back: name, mode, contents. */
function read(archive: Buffer): [string, string, string][] {
  const found: [string, string, string][] = [];
  const field = (at: number, i: number): number =>
    parseInt(archive.toString('latin1', at + 6 + 8 * i, at + 14 + 8 * i), 16);
  const up = (n: number): number => Math.ceil(n / 4) * 4;
  for (let at = 0; ;) {
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const [mode, size, nameSize] = [field(at, 1), field(at, 6), field(at, 11)];
    const name = archive.toString('latin1', at + 110, at + 110 + nameSize - 1);
    if (name === 'TRAILER!!!') return found;
    const data = at + up(110 + nameSize);
    found.push([name, mode.toString(8), archive.toString('latin1', data, data + size)]);
    at = data + up(size);
  }
}

describe('an initramfs', () => {
  it('holds folders, files, programs and links with their names, modes and contents', () => {
    const archive = cpio([folder('bin'), program('bin/a', 'xyz'), file('etc', '12345'), link('l', '/bin/a')]);
    expect(read(archive)).toEqual([
      ['bin', '40755', ''],
      ['bin/a', '100755', 'xyz'],
      ['etc', '100644', '12345'],
      ['l', '120777', '/bin/a'],
    ]);
  });

  it('can be followed by another', () => {
    expect(cpio([file('a', 'b')]).length % 512).toBe(0);
  });

  it("brings a guest that the firmware boots: a floppy's size, a boot sector's signature", () => {
    const floppy = guestFloppy();
    expect([floppy.length, floppy.readUInt16LE(510)]).toEqual([1_474_560, 0xaa55]);
  });
});

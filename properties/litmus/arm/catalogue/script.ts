/** What happens to the device `dev` that is passed to a guest which uses its MSI. */
export const use = (dev: string, dom = 'dom1'): string[] => [
  `xl.attach ${dev} ${dom}`,
  `guest.enable-msi ${dev} ${dom}`,
  `device.msi ${dev}`,
];
export const A = '00:01.0';
export const B = '00:02.0';
/** Devices are made assignable. */
export const add = (...devs: string[]): string[] => devs.map((d) => `xl.assignable-add ${d}`);

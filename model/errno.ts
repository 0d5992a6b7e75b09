/** The errnos of the modelled code, negative as the sources return them (Linux and Xen agree on these values). */
export const EPERM = -1;
export const ENOENT = -2;
export const ESRCH = -3;
export const EIO = -5;
export const ENXIO = -6;
export const ENOMEM = -12;
export const EFAULT = -14;
export const EBUSY = -16;
export const EEXIST = -17;
export const ENODEV = -19;
export const EINVAL = -22;
export const ENOTTY = -25;
export const ENOSPC = -28;
export const ERANGE = -34;
export const ENOSYS = -38;
export const ETIME = -62;
export const EOPNOTSUPP = -95;
/** libxl's ERROR_TIMEDOUT and ERROR_FAIL, told apart from errnos because libxl loses them. */
export const ERROR_TIMEDOUT = -126;
export const ERROR_FAIL = -127;

const names = new Map<number, string>(
  Object.entries({
    EPERM,
    ENOENT,
    ESRCH,
    EIO,
    ENXIO,
    ENOMEM,
    EFAULT,
    EBUSY,
    EEXIST,
    ENODEV,
    EINVAL,
    ENOTTY,
    ENOSPC,
    ERANGE,
    ENOSYS,
    ETIME,
    EOPNOTSUPP,
  }).map(([name, value]) => [value, `-${name}`]),
);
names.set(ERROR_TIMEDOUT, 'ERROR_TIMEDOUT');
names.set(ERROR_FAIL, 'ERROR_FAIL');

/** `-16` -> `-EBUSY`; values that are no errno are printed as they are. */
export const errnoName = (value: number): string => names.get(value) ?? String(value);

/** Durations and sizes as people write them, and back. */

const DURATION_UNITS: Record<string, number> = {
  "": 1000,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const KIB = 1024;
const MIB = KIB * KIB;
const GIB = MIB * KIB;
const SIZE_UNITS: Record<string, number> = { k: KIB, m: MIB, g: GIB };

/** One mebibyte, in bytes. */
export const MEBIBYTE = MIB;

/**
 * Milliseconds of a duration such as `500ms`, `5s`, `1.5`, `2m` or `1h`; a bare number is seconds.
 * Null where the text is no duration.
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(ms|s|m|h)?$/.exec(text.trim());
  if (match === null) return null;
  const unit = DURATION_UNITS[match[2] ?? ""];
  const milliseconds = Number(match[1]) * (unit ?? Number.NaN);
  // A positive duration must never round down to 0, which would switch the limit off.
  return milliseconds > 0 ? Math.max(1, Math.round(milliseconds)) : milliseconds;
}

/**
 * Bytes of a size such as `64`, `64M`, `64MiB`, `512KiB` or `1G`; a bare number is mebibytes, and units are
 * powers of 1024. Null where the text is no size.
 */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:(k|m|g)(?:i?b)?|(b))?$/i.exec(text.trim());
  if (match === null) return null;
  const unit = match[3] !== undefined ? 1 : SIZE_UNITS[(match[2] ?? "m").toLowerCase()];
  return Math.floor(Number(match[1]) * (unit ?? Number.NaN));
}

/** A duration in its largest whole unit: `500ms`, `5s`, `90s`, `2m`, `1h`. */
export function formatDuration(milliseconds: number): string {
  for (const [name, unit] of [["h", 3_600_000], ["m", 60_000], ["s", 1000]] as const) {
    if (milliseconds >= unit && milliseconds % unit === 0) return `${milliseconds / unit}${name}`;
  }
  return milliseconds >= 1000 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

/** A size in its largest whole unit: `512B`, `64KiB`, `10MiB`, `4GiB`. */
export function formatSize(bytes: number): string {
  for (const [name, unit] of [["GiB", GIB], ["MiB", MIB], ["KiB", KIB]] as const) {
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${name}`;
  }
  return `${bytes}B`;
}

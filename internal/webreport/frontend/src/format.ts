import type { Data } from "./data";

let units: Data["units"] = "si";

export function setUnits(u: Data["units"]): void { units = u; }

// size returns a number of bytes with its unit, as the reports of ctxsize on a terminal show it.
export function size(bytes: number): string {
  const whole = bytes.toLocaleString("en");
  if (units === "bytes" || bytes < 10) return `${whole} B`;
  const [base, names] = units === "si" ? [1000, ["B", "kB", "MB", "GB", "TB", "PB", "EB"]] : [1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]];
  const exponent = Math.min(Math.floor(Math.log(bytes) / Math.log(base as number)), names!.length - 1);
  const value = Math.floor((bytes / (base as number) ** exponent) * 10 + 0.5) / 10;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${(names as string[])[exponent]}`;
}

// signed returns a difference of bytes with its sign.
export function signed(bytes: number): string { return bytes > 0 ? `+${size(bytes)}` : bytes < 0 ? `−${size(-bytes)}` : size(0); }

export function count(n: number, noun: string): string {
  if (n === 1) return `1 ${noun}`;
  const plural = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : noun.endsWith("ch") ? `${noun}es` : `${noun}s`;
  return `${n.toLocaleString("en")} ${plural}`;
}

export function percent(part: number, whole: number): string {
  if (whole <= 0) return "";
  const p = (100 * part) / whole;
  if (p > 0 && p < 0.1) return "< 0.1 %";
  return `${p >= 10 || p === 0 ? p.toFixed(0) : p.toFixed(1)} %`;
}

// visible returns a text with the characters escaped that are not seen or that change the direction of writing.
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}

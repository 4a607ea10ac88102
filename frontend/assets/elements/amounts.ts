/**
 * Amounts as people write them ("1 234", "12,34", "−3"; in English "1,234", "12.34") and as integer units, as on the
 * server (allocation/amounts.py, frontend/formatting.py).
 */

const MINUS = "\u2212";
const NO_BREAK_SPACE = "\u00a0";
const ENGLISH_THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(?![\d,])/;

function isEnglish(): boolean {
  return document.documentElement.lang === "en";
}

/** A number as it was written, with a decimal point, a plain minus and nothing between its thousands. */
export function plainNumber(text: string): string {
  const written = text.replace(/\s/g, "").replace(MINUS, "-");
  if (!isEnglish()) return written.replace(",", ".");
  return written.replace(ENGLISH_THOUSANDS, (whole) => whole.replaceAll(",", "")).replace(",", ".");
}

/** Integer units; 0 for nothing written; NaN for what is not a number, or has too many decimals. */
export function readAmount(text: string, decimals = 0): number {
  const cleaned = plainNumber(text);
  if (cleaned === "") return 0;
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(cleaned);
  const fraction = parts?.[3] ?? "";
  if (!parts || fraction.length > decimals) return Number.NaN;
  const units = Number(`${parts[2]}${fraction.padEnd(decimals, "0")}`);
  return parts[1] === "-" ? 0 - units : units;
}

/** 123450 with two decimals: "1 234,50", in English "1,234.50". */
export function showAmount(units: number, decimals = 0): string {
  const [thousands, point] = isEnglish() ? [",", "."] : [NO_BREAK_SPACE, ","];
  const digits = String(Math.abs(units)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, thousands);
  const fraction = decimals ? `${point}${digits.slice(-decimals)}` : "";
  return `${units < 0 ? MINUS : ""}${whole}${fraction}`;
}

import { plainNumber } from "./amounts";

/**
 * Around a table: every header cell with `data-sort` ("text" or "number") becomes a button that sorts the rows.
 * A cell sorts by its `data-value` if it has one, else by its text. Missing values stand last both ways.
 */
const swedish = new Intl.Collator("sv", { numeric: true });

type Direction = "ascending" | "descending";

export class Sortable extends HTMLElement {
  connectedCallback(): void {
    for (const header of this.headers) {
      if (header.querySelector("button")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      header.setAttribute("aria-sort", header.getAttribute("aria-sort") ?? "none");
      button.addEventListener("click", () => this.sortBy(header));
    }
  }

  private get headers(): HTMLTableCellElement[] {
    return [...this.querySelectorAll<HTMLTableCellElement>("thead th[data-sort]")];
  }

  private sortBy(header: HTMLTableCellElement): void {
    const direction: Direction = header.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    for (const other of this.headers) other.setAttribute("aria-sort", other === header ? direction : "none");
    const compare = comparison(header.dataset.sort === "number", direction);
    for (const body of this.querySelectorAll("tbody")) {
      const keyed = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[header.cellIndex]) }));
      keyed.sort((a, b) => compare(a.key, b.key));
      body.append(...keyed.map(({ row }) => row));
    }
  }
}

function keyOf(cell: HTMLTableCellElement | undefined): string {
  return (cell?.dataset.value ?? cell?.textContent ?? "").trim();
}

function comparison(numeric: boolean, direction: Direction): (a: string, b: string) => number {
  const turn = direction === "ascending" ? 1 : -1;
  return (a, b) => {
    const [left, right] = numeric ? [numberOf(a), numberOf(b)] : [a, b];
    const missing = Number(isMissing(left)) - Number(isMissing(right));
    if (missing !== 0 || isMissing(left)) return missing;
    return turn * (numeric ? Number(left) - Number(right) : swedish.compare(a, b));
  };
}

function isMissing(key: string | number): boolean {
  return key === "" || Number.isNaN(key);
}

/** "1 234,5", "−3 %", "+2"; a dot is unchanged, that is zero; a dash is missing. */
function numberOf(text: string): number {
  if (text.startsWith("·")) return 0;
  return Number.parseFloat(plainNumber(text));
}

customElements.define("jamka-sortable", Sortable);

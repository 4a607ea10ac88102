import { readAmount, showAmount } from "./amounts";

/**
 * Around a form with one change per kommun. Says, while it is written, whether the changes sum to zero and what each
 * kommun's number becomes. Words and numbers come from the server: see templates/cotton/balance.html and legs.html.
 *
 *   [data-leg][data-current="109"]   an input: the change; beside it, in the same [data-row], a [data-new]
 *   [data-sum]                       the live region, its words in [data-text], with the sentences in data-empty, data-zero,
 *                                    data-missing, data-over, data-below, data-unreadable; {n} and {kommun} are filled in
 */
export class Balance extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", this.update);
    this.update();
  }

  disconnectedCallback(): void {
    this.removeEventListener("input", this.update);
  }

  private update = (): void => {
    const decimals = Number(this.getAttribute("decimals") ?? 0);
    let sum = 0;
    let written = false;
    let unreadable = "";
    let below = "";
    for (const leg of this.querySelectorAll<HTMLInputElement>("[data-leg]")) {
      const change = readAmount(leg.value, decimals);
      const after = Number(leg.dataset.current) + change;
      const name = leg.dataset.name ?? "";
      if (Number.isNaN(change)) unreadable ||= name;
      else if (after < 0) below ||= name;
      sum += change;
      written ||= leg.value.trim() !== "";
      this.showNumber(leg, change, after, decimals);
    }
    const key = unreadable ? "unreadable" : below ? "below" : written ? stateOf(sum) : "empty";
    this.tell(key, { n: showAmount(Math.abs(sum), decimals), kommun: unreadable || below });
  };

  private showNumber(leg: HTMLInputElement, change: number, after: number, decimals: number): void {
    const output = leg.closest("[data-row]")?.querySelector("[data-new]");
    const wrong = Number.isNaN(change) || after < 0;
    if (output) {
      output.textContent = wrong ? "–" : showAmount(after, decimals);
      output.classList.toggle("agreed", !wrong && change !== 0);
    }
    leg.toggleAttribute("data-wrong", wrong);
  }

  private tell(key: string, values: Record<string, string>): void {
    const region = this.querySelector<HTMLElement>("[data-sum]");
    const text = region?.querySelector("[data-text]");
    if (!region || !text) return;
    const words = (region.dataset[key] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
    // Written only when it changes, so that a screen reader is not made to repeat itself.
    if (text.textContent !== words) text.textContent = words;
    if (key === "empty") delete region.dataset.holds;
    else region.dataset.holds = String(key === "zero");
  }
}

function stateOf(sum: number): string {
  return sum === 0 ? "zero" : sum < 0 ? "missing" : "over";
}

customElements.define("jamka-balance", Balance);

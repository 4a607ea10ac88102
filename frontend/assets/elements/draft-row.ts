import { readAmount, showAmount } from "./amounts";

/** A kommun in the draft: what is saved, what has been typed, and over what it was typed. */
export class Row {
  readonly input: HTMLInputElement;
  readonly code: string;
  readonly name: string;
  readonly now: number;
  refused = false; // by the server: sent again only when it has been written again
  seen: number; // what stood here when the officer began to type: somebody else's later number does not change it

  constructor(
    readonly element: HTMLTableRowElement,
    private readonly decimals: number,
  ) {
    this.code = element.dataset.code ?? "";
    this.name = element.dataset.name ?? "";
    this.now = Number(element.dataset.now);
    this.seen = this.saved;
    this.input = element.querySelector<HTMLInputElement>(`[name="tal_${this.code}"]`) as HTMLInputElement;
  }

  /** The number that is saved, as this page knows it. */
  get saved(): number {
    return Number(this.element.dataset.number);
  }

  set saved(number: number) {
    this.element.dataset.number = String(number);
  }

  get typed(): number {
    return this.input.value.trim() === "" ? Number.NaN : readAmount(this.input.value, this.decimals);
  }

  set typed(number: number) {
    this.input.value = showAmount(number, this.decimals);
  }

  get isDirty(): boolean {
    return this.typed !== this.saved;
  }

  /**
   * The number as it is on the server, and what of ours it has accepted if anything was sent. What has been typed since
   * stays.
   */
  hear(number: number, accepted?: number): void {
    const isDone = !this.isDirty || this.typed === accepted;
    this.saved = number;
    if (isDone) this.show();
    else if (accepted !== undefined) this.seen = accepted;
  }

  /** The number of the server, in place of what has been typed. */
  show(): void {
    this.typed = this.seen = this.saved;
    this.refused = false;
  }

  /** The refusal has said what the number is now: who writes after that writes over it knowingly. */
  refuse(): void {
    this.refused = true;
    this.seen = this.saved;
  }

  /** How far from its wish; null where nothing is wished. */
  unmet(number: number): number | null {
    const { least, most } = this.element.dataset;
    if (least === undefined || most === undefined) return null;
    return Math.max(Number(least) - number, number - Number(most), 0);
  }
}

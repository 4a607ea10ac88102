import { readAmount, showAmount } from "./amounts";
import { Row } from "./draft-row";

/**
 * Around the draft's form and its map. While a number is typed the sum, the change, the wish and the map follow; when it
 * is done it is saved, and what others have done comes back. Words come from the server in data-* attributes; without this
 * script the same form is sent as it is.
 *
 *   tr[data-code][data-name][data-now][data-number], [data-least][data-most] where the kommun has wished
 *   [name=tal_<code>] the number typed; [name=sett_<code>] is sent with it: the number over which it was typed
 */
interface State {
  version: number;
  numbers: Record<string, number>;
  undo: string;
  redo: string;
  message?: string;
}

const POLL = 5000;

export class Draft extends HTMLElement {
  private rows: Row[] = [];
  private queue: Promise<unknown> = Promise.resolve();
  private timer: ReturnType<typeof setInterval> | undefined;
  private version = 0;

  connectedCallback(): void {
    this.rows = [...this.querySelectorAll<HTMLTableRowElement>("tr[data-code]")].map(
      (element) => new Row(element, this.decimals),
    );
    this.version = Number(this.getAttribute("version") ?? 0);
    this.form?.addEventListener("submit", this.submitted);
    this.addEventListener("input", this.typed);
    this.addEventListener("change", this.changed);
    this.addEventListener("keydown", this.pressed);
    this.addEventListener("paste", this.pasted);
    const copy = this.querySelector<HTMLButtonElement>("[data-copy]");
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", () => this.copyTable());
    }
    this.timer = setInterval(() => this.look(), POLL);
    this.paint();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  private get decimals(): number {
    return Number(this.getAttribute("decimals") ?? 0);
  }

  private get step(): number {
    return Number(this.getAttribute("step") ?? 1);
  }

  private get total(): number {
    return Number(this.getAttribute("total") ?? 0);
  }

  private get form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  private rowOf(target: EventTarget | null): Row | undefined {
    return this.rows.find((row) => row.input === target);
  }

  // What is shown

  private paint = (): void => {
    let sum = 0;
    for (const row of this.rows) {
      const typed = row.typed;
      const fits = !Number.isNaN(typed) && typed >= 0 && typed <= this.total;
      const number = fits ? typed : row.saved;
      sum += number;
      row.input.setAttribute("aria-invalid", String(!fits));
      this.paintRow(row, number);
    }
    this.paintSum(sum);
  };

  private paintRow(row: Row, number: number): void {
    const change = number - row.now;
    const look = change > 0 ? "receives" : change < 0 ? "gives" : "same";
    const cell = row.element.querySelector("[data-change]");
    if (cell) {
      const span = document.createElement("span");
      span.className = look;
      span.textContent = change === 0 ? "·" : `${change > 0 ? "+" : ""}${showAmount(change, this.decimals)}`;
      cell.replaceChildren(span);
    }
    const wish = row.element.querySelector("[data-wish]");
    const unmet = row.unmet(number);
    if (wish && unmet !== null) {
      wish.textContent = unmet === 0 ? `✓ ${this.words("met")}` : this.words("short", { n: this.show(unmet) });
    }
    for (const shape of this.querySelectorAll(`svg [data-code="${row.code}"]`)) {
      shape.classList.remove("receives", "gives");
      if (change !== 0) shape.classList.add(look);
    }
  }

  private paintSum(sum: number): void {
    const over = sum - this.total;
    const key = over === 0 ? "zero" : over < 0 ? "missing" : "over";
    write(this.querySelector("[data-sum]"), this.show(sum));
    write(this.querySelector("[data-sum-text]"), this.words(key, { n: this.show(Math.abs(over)) }));
    this.querySelector("[data-banner]")?.setAttribute("data-holds", String(over === 0));
  }

  private show(units: number): string {
    return showAmount(units, this.decimals);
  }

  private words(key: string, values: Record<string, string> = {}): string {
    return (this.dataset[key] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  }

  private tell(message: string, kind: "wrong" | "told" = "wrong"): void {
    const region = this.querySelector<HTMLElement>("[data-message]");
    if (!region) return;
    region.dataset.kind = kind;
    write(region, message);
  }

  // What is done

  private typed = (event: Event): void => {
    const row = this.rowOf(event.target);
    if (row) row.refused = false;
    this.paint();
  };

  private changed = (event: Event): void => {
    const row = this.rowOf(event.target);
    if (row) this.save([row]);
  };

  private submitted = (event: SubmitEvent): void => {
    const button = event.submitter as HTMLButtonElement | null;
    event.preventDefault();
    if (button?.name === "steg") {
      const [code, by] = button.value.split(":");
      const row = this.rows.find((each) => each.code === code);
      if (row) this.move(row, Number(by));
    } else if (button?.name === "gor" && button.value !== "spara") this.act(button.value);
    else this.save(this.rows);
  };

  private move(row: Row, by: number): void {
    const from = Number.isNaN(row.typed) ? row.saved : row.typed;
    this.fill(row, Math.min(this.total, Math.max(0, from + by)));
    this.paint();
    this.save([row]);
  }

  private pressed = (event: KeyboardEvent): void => {
    const row = this.rowOf(event.target);
    if (!row) return;
    const index = this.rows.indexOf(row);
    const undoing = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !row.isDirty;
    if (event.key === "ArrowUp") this.move(row, this.step);
    else if (event.key === "ArrowDown") this.move(row, -this.step);
    else if (event.key === "Enter") this.goOn(row, this.rows[index + (event.shiftKey ? -1 : 1)]);
    else if (event.key === "Escape") this.takeBack(row);
    else if (undoing) this.act(event.shiftKey ? "gor-om" : "angra");
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") this.act("gor-om");
    else return;
    event.preventDefault();
  };

  private goOn(row: Row, next: Row | undefined): void {
    this.save([row]);
    next?.input.focus();
    next?.input.select();
  }

  private takeBack(row: Row): void {
    row.show();
    this.paint();
    this.tell("");
  }

  /** A column from a spreadsheet fills the field and those below; or each line names its kommun first. */
  private pasted = (event: ClipboardEvent): void => {
    const row = this.rowOf(event.target);
    const lines = (event.clipboardData?.getData("text/plain") ?? "").replace(/\s+$/, "").split(/\r?\n/);
    if (!row || (lines.length < 2 && !lines[0]?.includes("\t"))) return;
    event.preventDefault();
    const start = this.rows.indexOf(row);
    const read = lines.map((line, i) => this.readLine(line, start + i));
    const wrong = read.findIndex((each) => Number.isNaN(each.number));
    const outside = read.filter((each) => !each.row).length;
    if (wrong >= 0) {
      this.tell(this.words("unknown", { row: String(wrong + 1), text: lines[wrong] ?? "" }));
    } else if (outside) this.tell(this.words("tooMany", { n: String(outside) }));
    else {
      for (const each of read) if (each.row) this.fill(each.row, each.number);
      this.paint();
      this.save(read.flatMap((each) => each.row ?? []));
    }
  };

  private fill(row: Row, number: number): void {
    row.typed = number;
    row.refused = false;
  }

  private readLine(line: string, index: number): { row: Row | undefined; number: number } {
    const cells = line.split("\t").map((cell) => cell.trim());
    const named = this.rows.find((each) => each.name === cells[0] || each.code === cells[0]);
    const text = cells.at(-1) ?? "";
    const number = text === "" ? Number.NaN : readAmount(text, this.decimals);
    return {
      row: cells.length > 1 ? named : this.rows[index],
      number: cells.length > 1 && !named ? Number.NaN : number,
    };
  }

  private async copyTable(): Promise<void> {
    const table = this.rows.map((row) => `${row.name}\t${row.input.value}`).join("\n");
    await navigator.clipboard.writeText(table);
    this.tell(this.words("copied"), "told");
  }

  // What is saved: one thing at a time, in the order in which it was done

  private save(rows: Row[]): void {
    const unreadable = rows.find((row) => Number.isNaN(row.typed));
    const outside = rows.find((row) => row.typed < 0 || row.typed > this.total);
    if (unreadable) this.tell(this.words("unreadable", { kommun: unreadable.name }));
    else if (outside) this.tell(this.words("outside", { kommun: outside.name, n: this.show(this.total) }));
    else this.saveInTurn(rows);
  }

  private saveInTurn(rows: Row[]): void {
    this.inTurn(async () => {
      const dirty = rows.filter((row) => row.isDirty && !row.refused && !Number.isNaN(row.typed));
      if (!dirty.length) return;
      const fields = dirty.flatMap((row): [string, string][] => [
        [`tal_${row.code}`, this.show(row.typed)],
        [`sett_${row.code}`, this.show(row.seen)],
      ]);
      const sent = new Map(dirty.map((row) => [row, row.typed]));
      if (await this.send(fields, sent)) for (const row of dirty) row.refuse();
    });
  }

  private act(what: string): void {
    this.inTurn(() =>
      this.send([
        ["gor", what],
        ["version", String(this.version)],
      ]),
    );
  }

  /** What others have done; and what could not be saved when there was no contact. */
  private look(): void {
    if (document.visibilityState !== "visible") return;
    const waiting = this.rows.filter((row) => row.isDirty && !row.refused && row.input !== document.activeElement);
    if (waiting.length) this.save(waiting);
    else this.inTurn(() => this.send(null));
  }

  private inTurn(work: () => Promise<unknown>): void {
    this.queue = this.queue.then(work).catch(() => this.tell(this.words("unsaved")));
  }

  /** Sends, or only asks. True where the server refused. */
  private async send(fields: [string, string][] | null, numbers = new Map<Row, number>()): Promise<boolean> {
    const address = location.pathname + location.search;
    const body = fields ? new URLSearchParams([["csrfmiddlewaretoken", this.token], ...fields]) : null;
    const answer = await fetch(address, {
      method: body ? "POST" : "GET",
      headers: { Accept: "application/json" },
      body,
    });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(String(answer.status));
    const state = (await answer.json()) as State;
    const isRefused = state.message !== undefined;
    this.take(state, fields !== null, isRefused ? new Map() : numbers);
    return isRefused;
  }

  private get token(): string {
    return this.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  /** The draft as it is now. What has been typed here and is not saved stays. */
  private take(state: State, own: boolean, accepted: Map<Row, number>): void {
    const news = state.version !== this.version;
    for (const row of this.rows) row.hear(state.numbers[row.code] ?? row.saved, accepted.get(row));
    this.version = state.version;
    for (const field of this.querySelectorAll<HTMLInputElement>("[name=version]")) field.value = String(state.version);
    this.offer("[data-undo]", state.undo);
    this.offer("[data-redo]", state.redo);
    this.paint();
    if (state.message) this.tell(state.message);
    else if (own) this.tell("");
    else if (news) this.tell(this.words("elsewhere", { what: state.undo }), "told");
  }

  private offer(selector: string, words: string): void {
    const button = this.querySelector<HTMLButtonElement>(selector);
    if (!button) return;
    button.disabled = words === "";
    button.title = words;
  }
}

/** Written only when it changes, so that a screen reader is not made to repeat itself. */
function write(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

customElements.define("jamka-draft", Draft);

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import "./draft";

const WORDS = {
  zero: "Summan stämmer",
  missing: "Det saknas {n}",
  over: "{n} för mycket",
  unreadable: "{kommun}: inte ett tal",
  outside: "{kommun}: från 0 till {n}",
  met: "möts",
  short: "{n} kvar",
  unsaved: "Ingen kontakt",
  elsewhere: "Ändrat: {what}",
  "too-many": "{n} rader för mycket",
  unknown: "Rad {row}: {text}",
};

interface Server {
  version: number;
  numbers: Record<string, number>;
  undo: string;
  redo: string;
  message?: string;
}

let server: Server;
let asked: (URLSearchParams | null)[];

function row(code: string, name: string, now: number, wish = ""): string {
  return `<tr data-code="${code}" data-name="${name}" data-now="${now}" data-number="${now}" ${wish}><td>
    <button name="steg" value="${code}:-1">−</button><input name="tal_${code}" value="${now}">
    <button name="steg" value="${code}:1">+</button></td><td data-change></td><td data-wish></td></tr>`;
}

function build(): void {
  const words = Object.entries(WORDS).map(([key, text]) => `data-${key}="${text}"`);
  document.body.innerHTML = `<jamka-draft decimals="0" step="1" total="60" version="0" ${words.join(" ")}><form>
    <input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="version" value="0">
    <div data-banner><span data-sum-text></span><span data-sum></span></div>
    <button name="gor" value="angra" data-undo disabled>Ångra</button>
    <p data-message></p>
    <table>${row("0513", "Kinda", 10, 'data-least="0" data-most="7"')}${row("0580", "Linköping", 30)}${row("0581", "Norrköping", 20)}</table>
    </form><svg><path data-code="0513"></path></svg></jamka-draft>`;
}

const field = (code: string) => document.querySelector(`[name="tal_${code}"]`) as HTMLInputElement;
const text = (selector: string) => document.querySelector(selector)?.textContent?.trim();
const wait = () => vi.advanceTimersByTimeAsync(1);

function type(code: string, value: string): void {
  field(code).focus();
  field(code).value = value;
  field(code).dispatchEvent(new Event("input", { bubbles: true }));
}

async function press(code: string, key: string, more: KeyboardEventInit = {}): Promise<void> {
  field(code).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  await wait();
}

async function paste(code: string, data: string): Promise<void> {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => data } });
  field(code).dispatchEvent(event);
  await wait();
}

/** As the server does it: a number is written if nobody has changed it since. */
function answer(body: URLSearchParams | null): Server {
  delete server.message;
  for (const [name, value] of body ?? []) {
    const code = name.replace("tal_", "");
    if (!name.startsWith("tal_")) continue;
    if (Number(body?.get(`sett_${code}`)) !== server.numbers[code])
      return { ...server, message: "Ändrat av en kollega" };
    server = {
      ...server,
      numbers: { ...server.numbers, [code]: Number(value) },
      version: server.version + 1,
      undo: code,
    };
  }
  return server;
}

beforeEach(() => {
  vi.useFakeTimers();
  server = { version: 0, numbers: { "0513": 10, "0580": 30, "0581": 20 }, undo: "", redo: "" };
  asked = [];
  vi.stubGlobal("fetch", async (_: string, options: { body: URLSearchParams | null }) => {
    asked.push(options.body);
    return { headers: new Headers({ "Content-Type": "application/json" }), json: async () => answer(options.body) };
  });
  build();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("while a number is typed", () => {
  it("the sum, the change, the wish and the map follow before anything is saved", () => {
    type("0513", "7");
    expect(text("[data-sum-text]")).toBe("Det saknas 3");
    expect(text("tr [data-change]")).toBe("−3");
    expect(text("tr [data-wish]")).toBe("✓ möts");
    expect(document.querySelector("path")?.classList.contains("gives")).toBe(true);
    expect(asked).toEqual([]);
    type("0580", "33");
    expect(text("[data-sum-text]")).toBe("Summan stämmer");
  });

  it("what is no number is said and not saved", async () => {
    type("0513", "sju");
    await press("0513", "Enter");
    expect(text("[data-message]")).toBe("Kinda: inte ett tal");
    expect(field("0513").getAttribute("aria-invalid")).toBe("true");
    expect(asked).toEqual([]);
  });

  it("what lies above the län is said and not saved", async () => {
    type("0513", "61");
    await press("0513", "Enter");
    expect(text("[data-message]")).toBe("Kinda: från 0 till 60");
    expect(asked).toEqual([]);
  });

  it("Escape takes it back", async () => {
    type("0513", "7");
    await press("0513", "Escape");
    expect(field("0513").value).toBe("10");
  });
});

describe("by keyboard", () => {
  it("arrows step, Enter saves and goes to the next kommun", async () => {
    await press("0513", "ArrowDown");
    await press("0513", "ArrowDown");
    expect(server.numbers["0513"]).toBe(8);
    await press("0513", "Enter");
    expect(document.activeElement).toBe(field("0580"));
  });

  it("Ctrl+Z undoes what is saved", async () => {
    await press("0513", "ArrowDown");
    await press("0513", "z", { ctrlKey: true });
    expect(asked.at(-1)?.get("gor")).toBe("angra");
    expect(asked.at(-1)?.get("version")).toBe("1");
  });
});

describe("with a colleague", () => {
  it("what she has done comes here, and is said", async () => {
    server = { ...server, version: 3, numbers: { ...server.numbers, "0580": 35 }, undo: "Linköping +5 (Berg)" };
    await vi.advanceTimersByTimeAsync(5000);
    expect(field("0580").value).toBe("35");
    expect(text("[data-message]")).toBe("Ändrat: Linköping +5 (Berg)");
  });

  it("what I am typing stays while hers comes in", async () => {
    type("0513", "7");
    server = { ...server, version: 3, numbers: { ...server.numbers, "0580": 35 }, undo: "Linköping" };
    await vi.advanceTimersByTimeAsync(5000);
    expect(field("0513").value).toBe("7");
    expect(field("0580").value).toBe("35");
  });

  it("a conflict is told, my number stands, and is not sent again by itself", async () => {
    server = { ...server, version: 3, numbers: { ...server.numbers, "0513": 12 } };
    type("0513", "7");
    await press("0513", "Enter");
    expect(text("[data-message]")).toBe("Ändrat av en kollega");
    expect(field("0513").value).toBe("7");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.numbers["0513"]).toBe(12);
    type("0513", "8"); // written again, knowing what she wrote
    await press("0513", "Enter");
    expect(server.numbers["0513"]).toBe(8);
  });
});

describe("what a colleague has changed while I was typing", () => {
  const shePutsTwelve = async () => {
    type("0513", "7");
    server = { ...server, version: 3, numbers: { ...server.numbers, "0513": 12 } };
    await vi.advanceTimersByTimeAsync(5000);
  };

  it("is not overwritten although her number has come here, until I have been told and write again", async () => {
    await shePutsTwelve();
    await press("0513", "Enter");
    expect(asked.at(-1)?.get("sett_0513")).toBe("10");
    expect(server.numbers["0513"]).toBe(12);
    expect(text("[data-message]")).toBe("Ändrat av en kollega");
    type("0513", "8");
    await press("0513", "Enter");
    expect(server.numbers["0513"]).toBe(8);
  });

  it("is not overwritten by the browser's change event, which comes when Enter has gone on", async () => {
    await shePutsTwelve();
    await press("0513", "Enter");
    field("0513").dispatchEvent(new Event("change", { bubbles: true }));
    await wait();
    expect(server.numbers["0513"]).toBe(12);
  });

  it("comes in its place with Escape, and then I write over it knowingly", async () => {
    await shePutsTwelve();
    await press("0513", "Escape");
    expect(field("0513").value).toBe("12");
    await press("0513", "ArrowUp");
    expect(server.numbers["0513"]).toBe(13);
  });

  it("is no conflict where I go on from what I have saved myself", async () => {
    type("0513", "7");
    await press("0513", "Enter");
    type("0513", "6");
    await press("0513", "Enter");
    expect(server.numbers["0513"]).toBe(6);
  });
});

describe("without contact", () => {
  it("nothing typed is lost, and it is saved when the contact is back", async () => {
    const online = fetch;
    vi.stubGlobal("fetch", () => Promise.reject(new Error("offline")));
    type("0513", "7");
    await press("0513", "Enter");
    expect(text("[data-message]")).toBe("Ingen kontakt");
    expect(field("0513").value).toBe("7");
    vi.stubGlobal("fetch", online);
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.numbers["0513"]).toBe(7);
    expect(text("[data-message]")).toBe("");
  });
});

describe("from a spreadsheet", () => {
  it("a column fills the field and those below, in one step", async () => {
    await paste("0513", "8\n31\n21\n");
    expect(server.numbers).toEqual({ "0513": 8, "0580": 31, "0581": 21 });
    expect(asked.filter((body) => body?.has("tal_0513"))).toHaveLength(1);
  });

  it("lines that name their kommun go where they belong", async () => {
    await paste("0513", "Norrköping\t25\nKinda\t5");
    expect(server.numbers).toEqual({ "0513": 5, "0580": 30, "0581": 25 });
  });

  it("what does not fit changes nothing, and says which row", async () => {
    await paste("0513", "8\ntolv\n21");
    expect(text("[data-message]")).toBe("Rad 2: tolv");
    await paste("0581", "8\n9");
    expect(text("[data-message]")).toBe("1 rader för mycket");
    await paste("0513", "Ydre\t4\nKinda\t5");
    expect(text("[data-message]")).toBe("Rad 1: Ydre\t4".trim());
    expect(server.numbers).toEqual({ "0513": 10, "0580": 30, "0581": 20 });
  });
});

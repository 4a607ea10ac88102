import { beforeEach, describe, expect, it } from "vitest";
import "./balance";

const SENTENCES =
  'data-empty="Ska vara 0" data-zero="Summan är 0" data-missing="Det saknas {n}" data-over="{n} för mycket" ' +
  'data-below="{kommun} under noll" data-unreadable="{kommun}: inte ett tal"';

function form(decimals = 0): void {
  document.body.innerHTML = `<jamka-balance decimals="${decimals}">
    <p data-row><input data-leg data-current="109" data-name="Norrköping"><span data-new></span></p>
    <p data-row><input data-leg data-current="166" data-name="Linköping"><span data-new></span></p>
    <p data-sum ${SENTENCES}><span data-text></span></p></jamka-balance>`;
}

function write(...changes: string[]): void {
  document.querySelectorAll("input").forEach((input, i) => {
    input.value = changes[i] ?? "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const told = () => document.querySelector("[data-sum]")?.textContent;
const numbers = () => [...document.querySelectorAll("[data-new]")].map((number) => number.textContent);

describe("the sum of an omfördelning", () => {
  beforeEach(() => form());

  it("claims nothing before anything is written", () => {
    expect(told()).toBe("Ska vara 0");
    expect(document.querySelector<HTMLElement>("[data-sum]")?.dataset.holds).toBeUndefined();
    expect(numbers()).toEqual(["109", "166"]);
  });

  it("says what is missing until every person has a kommun", () => {
    write("−8", "5");
    expect(told()).toBe("Det saknas 3");
    expect(numbers()).toEqual(["101", "171"]);
    write("−8", "+8");
    expect(told()).toBe("Summan är 0");
  });

  it("says what is too much", () => {
    write("-8", "1 000");
    expect(told()).toBe("992 för mycket");
  });

  it("never shows a number below zero", () => {
    write("−110", "110");
    expect(told()).toBe("Norrköping under noll");
    expect(numbers()).toEqual(["–", "276"]);
  });

  it("names the kommun whose change cannot be read", () => {
    write("åtta", "8");
    expect(told()).toBe("Norrköping: inte ett tal");
  });

  it("counts hundredths of promille without rounding", () => {
    form(2);
    write("−0,30", "0,1");
    expect(told()).toBe("Det saknas 0,20");
    expect(numbers()).toEqual(["0,79", "1,76"]);
    write("−0,301", "");
    expect(told()).toBe("Norrköping: inte ett tal");
  });

  it("reads and writes as the English page does", () => {
    document.documentElement.lang = "en";
    form(2);
    write("-1,234.50", "1,000.5");
    expect(told()).toBe("Norrköping under noll");
    expect(numbers()).toEqual(["–", "1,002.16"]);
    write("−0,30", "0.1");
    expect(told()).toBe("Det saknas 0.20");
    document.documentElement.lang = "sv";
  });
});

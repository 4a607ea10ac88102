import { beforeEach, describe, expect, it } from "vitest";
import "./sortable";

beforeEach(() => {
  document.body.innerHTML = `<jamka-sortable><table>
    <thead><tr><th data-sort="text">Kommun</th><th data-sort="number">Tal</th><th>Svar</th></tr></thead>
    <tbody>
      <tr><th>Åtvidaberg</th><td>13</td><td></td></tr>
      <tr><th>Linköping</th><td>1\u00a0166</td><td></td></tr>
      <tr><th>Ödeshög</th><td>–</td><td></td></tr>
      <tr><th>Ydre</th><td>−4</td><td></td></tr>
      <tr><th>Älmhult</th><td data-value="20">tjugo</td><td></td></tr>
    </tbody>
    <tfoot><tr><th>Länet</th><td>430</td><td></td></tr></tfoot></table></jamka-sortable>`;
});

const order = () => [...document.querySelectorAll("tbody th")].map((cell) => cell.textContent);
const header = (n: number) => document.querySelectorAll("thead th")[n] as HTMLElement;
const press = (n: number) => header(n).querySelector("button")?.click();

describe("sorting a table", () => {
  it("knows the Swedish alphabet", () => {
    press(0);
    expect(order()).toEqual(["Linköping", "Ydre", "Åtvidaberg", "Älmhult", "Ödeshög"]);
  });

  it("reads Swedish numbers and keeps what is missing last both ways", () => {
    press(1);
    expect(order()).toEqual(["Ydre", "Åtvidaberg", "Älmhult", "Linköping", "Ödeshög"]);
    press(1);
    expect(order()).toEqual(["Linköping", "Älmhult", "Åtvidaberg", "Ydre", "Ödeshög"]);
  });

  it("reads English numbers on an English page", () => {
    document.documentElement.lang = "en";
    (document.querySelectorAll("td")[2] as HTMLElement).textContent = "+1,166 (+3%)";
    press(1);
    expect(order().slice(0, 4)).toEqual(["Ydre", "Åtvidaberg", "Älmhult", "Linköping"]);
    document.documentElement.lang = "sv";
  });

  it("tells which column is sorted, and how", () => {
    press(1);
    press(1);
    expect(header(1).getAttribute("aria-sort")).toBe("descending");
    expect(header(0).getAttribute("aria-sort")).toBe("none");
  });

  it("leaves alone the sum and the columns that do not ask for it", () => {
    press(0);
    expect(document.querySelector("tfoot th")?.textContent).toBe("Länet");
    expect(header(2).querySelector("button")).toBeNull();
  });
});

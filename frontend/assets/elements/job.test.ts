import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Job } from "./job";

class WatchedJob extends Job {
  went = "";
  protected override go(address: string): void {
    this.went = address;
  }
}
customElements.define("watched-job", WatchedJob);

let answers: (object | null)[];
let asked: number;

function answer(): Promise<Response> {
  const next = answers[Math.min(asked, answers.length - 1)];
  asked += 1;
  return next ? Promise.resolve(Response.json(next)) : Promise.reject(new TypeError("no connection"));
}

function start(...given: (object | null)[]): WatchedJob {
  answers = given;
  asked = 0;
  document.body.innerHTML =
    '<watched-job src="/jobb/1" next="/lan/05"><progress max="100"></progress><p data-message></p></watched-job>';
  return document.querySelector("watched-job") as WatchedJob;
}

describe("following long work", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", answer);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("shows how far it has come", async () => {
    const job = start({ status: "running", progress: 40, message: "Beräknar" });
    await vi.advanceTimersByTimeAsync(600);
    expect(job.querySelector("progress")?.value).toBe(40);
    expect(job.textContent).toContain("Beräknar");
  });

  it("goes on to the result when it is done, and asks no more", async () => {
    const job = start({ status: "running", progress: 90 }, { status: "done", progress: 100 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(job.went).toBe("/lan/05");
    expect(asked).toBe(2);
  });

  it("says why it failed, and stays", async () => {
    const job = start({ status: "failed", progress: 10, message: "Filen gick inte att läsa" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(job.dataset.status).toBe("failed");
    expect(job.textContent).toContain("Filen gick inte att läsa");
    expect(job.went).toBe("");
    expect(asked).toBe(1);
  });

  it("waits out a lost connection", async () => {
    const job = start(null, null, { status: "done", progress: 100, next: "/korning/7" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(job.went).toBe("/korning/7");
  });

  it("stops asking when it has left the page", async () => {
    const job = start({ status: "running", progress: 1 });
    job.remove();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(0);
  });
});

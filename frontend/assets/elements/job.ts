/**
 * Follows long work: asks `src` for {status, progress, message, next} and shows it; goes to `next` when it is done.
 * A lost connection is waited out: the work goes on without us.
 */
interface Answer {
  status: "waiting" | "running" | "done" | "failed";
  progress: number;
  message?: string;
  next?: string;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5000;

export class Job extends HTMLElement {
  private timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.askIn(FIRST_PAUSE);
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  private askIn(pause: number): void {
    this.timer = setTimeout(() => this.ask(pause), pause);
  }

  private async ask(pause: number): Promise<void> {
    const answer = await this.fetchAnswer();
    if (!this.isConnected) return;
    if (answer) this.show(answer);
    if (answer?.status === "done") this.go(answer.next ?? this.getAttribute("next") ?? "");
    else if (answer?.status !== "failed") this.askIn(Math.min(pause * (answer ? 1.25 : 2), LONGEST_PAUSE));
  }

  private async fetchAnswer(): Promise<Answer | null> {
    try {
      const response = await fetch(this.getAttribute("src") ?? "", { headers: { Accept: "application/json" } });
      return response.ok ? ((await response.json()) as Answer) : null;
    } catch {
      return null;
    }
  }

  private show(answer: Answer): void {
    const bar = this.querySelector("progress");
    if (bar) bar.value = answer.progress;
    const text = this.querySelector("[data-message]");
    if (text && answer.message && text.textContent !== answer.message) text.textContent = answer.message;
    this.dataset.status = answer.status;
  }

  /** Overridden in tests. */
  protected go(address: string): void {
    if (address) location.assign(address);
  }
}

customElements.define("jamka-job", Job);

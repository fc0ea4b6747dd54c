/** The desk's event stream with sequence numbers: reconnects by itself, replays what was missed, shows each event once. */

export const KINDS = ["opened", "message", "taken", "closed", "delivery", "page", "assigned", "article"] as const;
export type Kind = (typeof KINDS)[number];

export interface LiveEvent {
  seq: number;
  kind: Kind;
  data: { conversation_id?: number; article_id?: string; urgency?: string; name?: string; flags?: string[]; [more: string]: unknown };
}

export type Link = "connecting" | "live" | "retrying";

/** The part of EventSource that is used here. */
export interface Source {
  addEventListener(kind: string, listener: (event: { lastEventId?: string; data?: string }) => void): void;
  close(): void;
}

export interface Ports {
  open: (url: string) => Source;
  /** The newest sequence number there is, asked once at the start. */
  latest: () => Promise<number>;
  onEvent: (event: LiveEvent) => void;
  onLink: (link: Link) => void;
  /** Every time the stream stands again after it was lost: what is on the screen may be old. */
  onRestored: () => void;
  /** Called when the stream was lost or could not be opened, to find out why. */
  onRefused: () => void;
}

export const FIRST_PAUSE = 1000;
export const LONGEST_PAUSE = 15000;
/** A stream silent for so long may be dead without anybody having noticed (a laptop that slept): open it anew. */
export const SILENCE = 90000;

export class Feed {
  private source: Source | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private pause = FIRST_PAUSE;
  private wasLost = false;
  private stopped = true;
  /** The highest sequence number shown; null until the start is known. */
  seq: number | null = null;

  constructor(private readonly ports: Ports) {}

  async start(): Promise<void> {
    if (!this.stopped) return;
    this.stopped = false;
    this.ports.onLink("connecting");
    await this.begin();
  }

  stop(): void {
    this.stopped = true;
    this.seq = null;
    this.wasLost = false;
    this.drop();
  }

  /** Open the stream anew from the last number seen; called also when the tab comes back to the front. */
  reconnect(): void {
    if (this.stopped) return;
    this.drop();
    void this.begin();
  }

  private async begin(): Promise<void> {
    try {
      this.seq ??= await this.ports.latest();
    } catch {
      return this.lost();
    }
    if (!this.stopped && !this.source) this.connect(this.seq);
  }

  private connect(after: number): void {
    const source = this.ports.open(`/api/v1/events?after=${after}`);
    this.source = source;
    source.addEventListener("open", () => this.stands(source));
    source.addEventListener("error", () => source === this.source && this.lost());
    for (const kind of KINDS) source.addEventListener(kind, (event) => source === this.source && this.arrived(kind, event));
  }

  private stands(source: Source): void {
    if (source !== this.source) return;
    this.pause = FIRST_PAUSE;
    this.ports.onLink("live");
    this.listenForSilence();
    if (this.wasLost) this.ports.onRestored();
    this.wasLost = false;
  }

  private arrived(kind: Kind, event: { lastEventId?: string; data?: string }): void {
    this.listenForSilence();
    const seq = Number(event.lastEventId);
    if (!Number.isInteger(seq) || seq <= (this.seq ?? 0)) return;
    this.seq = seq;
    this.ports.onEvent({ seq, kind, data: parsed(event.data) });
  }

  private lost(): void {
    this.drop();
    if (this.stopped) return;
    this.wasLost = true;
    this.ports.onLink("retrying");
    this.ports.onRefused();
    this.timer = setTimeout(() => void this.begin(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  private listenForSilence(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.reconnect(), SILENCE);
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.source?.close();
    this.source = null;
  }
}

function parsed(data: string | undefined): LiveEvent["data"] {
  try {
    return JSON.parse(data ?? "{}") as LiveEvent["data"];
  } catch {
    return {};
  }
}

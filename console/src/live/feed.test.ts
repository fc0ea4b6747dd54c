import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Feed, FIRST_PAUSE, LONGEST_PAUSE, SILENCE } from "./feed";
import type { LiveEvent, Link, Source } from "./feed";

class FakeSource implements Source {
  private listeners = new Map<string, (event: { lastEventId?: string; data?: string }) => void>();
  closed = false;

  constructor(readonly url: string) {}

  addEventListener(kind: string, listener: (event: { lastEventId?: string; data?: string }) => void): void {
    this.listeners.set(kind, listener);
  }

  close(): void {
    this.closed = true;
  }

  says(kind: string, seq?: number, data: object = {}): void {
    this.listeners.get(kind)?.({ lastEventId: seq === undefined ? "" : String(seq), data: JSON.stringify(data) });
  }
}

function desk(latest: () => Promise<number> = async () => 40) {
  const sources: FakeSource[] = [];
  const events: LiveEvent[] = [];
  const links: Link[] = [];
  const onRestored = vi.fn();
  const feed = new Feed({
    open: (url) => sources[sources.push(new FakeSource(url)) - 1]!,
    latest,
    onEvent: (event) => events.push(event),
    onLink: (link) => links.push(link),
    onRestored,
    onRefused: () => undefined,
  });
  return { feed, sources, events, links, onRestored, newest: () => sources[sources.length - 1]! };
}

describe("Feed", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("starts from the newest number and shows events in order", async () => {
    const { feed, newest, events, links } = desk();
    await feed.start();
    newest().says("open");
    newest().says("opened", 41, { conversation_id: 7 });
    newest().says("message", 43, { conversation_id: 7 });
    expect(newest().url).toBe("/api/v1/events?after=40");
    expect(events.map((event) => [event.seq, event.kind])).toEqual([[41, "opened"], [43, "message"]]);
    expect(links).toEqual(["connecting", "live"]);
  });

  it("replays from the last number seen and shows nothing twice", async () => {
    const { feed, newest, events, links, onRestored } = desk();
    await feed.start();
    newest().says("open");
    newest().says("message", 41);
    newest().says("error");
    expect(links.at(-1)).toBe("retrying");
    await vi.advanceTimersByTimeAsync(FIRST_PAUSE);
    newest().says("open");
    newest().says("message", 41);
    newest().says("message", 42);
    expect(newest().url).toBe("/api/v1/events?after=41");
    expect(events.map((event) => event.seq)).toEqual([41, 42]);
    expect(onRestored).toHaveBeenCalledOnce();
  });

  it("closes the broken stream and waits longer each time, up to a limit", async () => {
    const { feed, sources, newest } = desk();
    await feed.start();
    for (let attempt = 0; attempt < 8; attempt++) {
      newest().says("error");
      await vi.advanceTimersByTimeAsync(LONGEST_PAUSE);
    }
    expect(sources.length).toBe(9);
    expect(sources.slice(0, -1).every((source) => source.closed)).toBe(true);
  });

  it("ignores what an already replaced stream still says", async () => {
    const { feed, sources, newest, events } = desk();
    await feed.start();
    feed.reconnect();
    await vi.advanceTimersByTimeAsync(0);
    sources[0]!.says("message", 41);
    sources[0]!.says("error");
    newest().says("message", 41);
    expect(events.length).toBe(1);
    expect(sources.length).toBe(2);
  });

  it("opens anew after a long silence, without having been told of a loss", async () => {
    const { feed, sources, newest } = desk();
    await feed.start();
    newest().says("open");
    await vi.advanceTimersByTimeAsync(SILENCE);
    expect(sources.length).toBe(2);
    expect(newest().url).toBe("/api/v1/events?after=40");
  });

  it("keeps asking for the start while the server is away", async () => {
    let answers = 0;
    const { feed, sources, newest } = desk(async () => {
      answers += 1;
      if (answers < 3) throw new Error("away");
      return 5;
    });
    await feed.start();
    expect(sources.length).toBe(0);
    await vi.advanceTimersByTimeAsync(FIRST_PAUSE * 3);
    expect(newest().url).toBe("/api/v1/events?after=5");
  });

  it("stops for good and forgets where it was", async () => {
    const { feed, sources } = desk();
    await feed.start();
    feed.stop();
    await vi.advanceTimersByTimeAsync(SILENCE * 2);
    expect(sources.length).toBe(1);
    expect(sources[0]!.closed).toBe(true);
    expect(feed.seq).toBeNull();
  });
});

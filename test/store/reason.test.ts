import { afterEach, describe, expect, it, vi } from "vitest";
import type { Reason } from "../../src/store/reason.ts";
import { type CheckpointShelf, listCheckpoints } from "../../src/store/reasonCheckpoints.ts";
import type { SeatState } from "../../src/store/reasonState.ts";
import { decode, SMALL_VOCABULARY_SIZE } from "../../src/world/vocabulary.ts";
import { base, leaveReasonPages, reasonPage, SHELF } from "../support/reasonPage.ts";

afterEach(leaveReasonPages);

const seatOf = (reason: Reason, id: "a" | "b" = "a"): SeatState => reason.state.getState().seats[id];
const text = ({ traces, shown }: SeatState): string =>
  decode(traces.find(({ id }) => id === shown)?.tokens.map(({ token }) => token) ?? []);
const idle = (reason: Reason) =>
  vi.waitFor(() => expect([seatOf(reason).job, seatOf(reason, "b").job]).toEqual([null, null]), { interval: 2 });

async function opened(hash?: string, shelf?: Partial<CheckpointShelf>) {
  const made = reasonPage(hash, shelf);
  await made.reason.actions.open();
  await vi.waitFor(() => expect(seatOf(made.reason).status).not.toBe("opening"), { interval: 2 });
  return made;
}

describe("opening", () => {
  it("lists what is shipped, takes the first and draws a problem, and writes both into the address", async () => {
    const { reason, hash } = await opened();
    const { checkpoints, link, remarks } = reason.state.getState();
    expect(checkpoints.map(({ id }) => id)).toEqual(["base", "zero", "broken"]);
    expect(seatOf(reason)).toMatchObject({ checkpoint: "base", status: "ready" });
    expect(link.problem).toMatch(/^use \d+ \d+ \d+ make \d+$/);
    expect(hash()).toContain("view=reason&a=base&problem=use+");
    expect(remarks).toEqual([]);
    const first = link.problem;
    expect((await opened()).reason.state.getState().link.problem).toBe(first);
  });

  it("follows a link, and names what it cannot follow", async () => {
    const { reason, go } = await opened("#view=reason&a=zero&b=nobody&problem=3x%2B4%3D19&seed=0");
    expect(seatOf(reason).checkpoint).toBe("zero");
    expect(reason.state.getState().link).toMatchObject({ a: "zero", b: null, problem: "3x+4=19", seed: 1 });
    expect(reason.state.getState().remarks.join(" ")).toMatch(/seed: expected .*no checkpoint “nobody”/);
    go("#view=reason&a=zero&b=base&problem=3x%2B4%3D19");
    expect(seatOf(reason, "b").checkpoint).toBe("base");
    expect(reason.state.getState().remarks).toEqual([]);
  });

  it("goes on without a list, with what the address names", async () => {
    const { reason } = await opened("", { fetch: async () => new Response("", { status: 404 }) });
    expect(seatOf(reason)).toMatchObject({ checkpoint: "base", status: "ready" });
    expect(reason.state.getState().remarks).toEqual([expect.stringContaining("status 200, got 404")]);
  });

  it("offers artifacts of a pipeline, and says so where they cannot be had", async () => {
    const artifacts = async () => [
      { name: "cold-start", title: "Cold start", note: "", load: () => Promise.reject(new Error("storage refused")) },
    ];
    const { reason } = await opened("", { artifacts });
    reason.actions.chooseCheckpoint("a", "made:cold-start");
    await vi.waitFor(() => expect(seatOf(reason).failure?.message).toBe("storage refused."), { interval: 2 });
  });
});

describe("saved runs", () => {
  const saved = { step: 40, weights: new Uint8Array(3), shape: base.shape, vocabularyHash: "abc" };

  it("of this browser can be asked, and a deleted one is named", async () => {
    const run = { runId: "seed-7", savedAt: 0, saved };
    const deleted = { latest: async () => run, get: async () => null } as unknown as CheckpointShelf["runs"];
    const { reason } = await opened("", { runs: deleted });
    expect(reason.state.getState().checkpoints.at(-1)).toMatchObject({ id: "run:seed-7", title: "Your run, step 40" });
    reason.actions.chooseCheckpoint("a", "run:seed-7");
    await vi.waitFor(() => expect(seatOf(reason).failure?.message).toMatch(/expected seed-7/), { interval: 2 });
    const kept = { ...deleted, get: async () => run } as unknown as CheckpointShelf["runs"];
    const { entries } = await listCheckpoints({ ...SHELF, runs: kept });
    const { weights: bytes, shape, vocabularyHash } = saved;
    expect(await entries.at(-1)?.source()).toEqual({
      from: "run",
      name: "Your run, step 40",
      weights: bytes,
      shape,
      vocabularyHash,
    });
  });

  it("in a storage that refuses are no reason to have no checkpoints", async () => {
    const refused = { latest: () => Promise.reject(new Error("blocked")) } as unknown as CheckpointShelf["runs"];
    const { entries, remarks } = await listCheckpoints({ ...SHELF, runs: refused });
    expect(entries.map(({ id }) => id)).toEqual(["base", "zero", "broken"]);
    expect(remarks).toEqual(["Runs saved in this browser could not be read (blocked)."]);
  });
});

describe("leaving and coming back", () => {
  it("ends the worker and finds the answers again", async () => {
    const { reason, workers, go } = await opened("#view=reason&a=zero&seed=5");
    reason.actions.ask();
    await idle(reason);
    const before = text(seatOf(reason));
    reason.actions.dispose();
    expect(workers[0]?.ended).toBe(true);
    go("#view=reason");
    await reason.actions.open();
    await vi.waitFor(() => expect(seatOf(reason).status).toBe("ready"), { interval: 2 });
    expect(reason.state.getState().link).toMatchObject({ a: "zero", seed: 5 });
    expect(text(seatOf(reason))).toBe(before);
    reason.actions.ask();
    await idle(reason);
    expect(text(seatOf(reason))).toBe(before);
    expect(workers).toHaveLength(2);
  });
});

describe("asking", () => {
  it("gives the same text for the same seed, another for another, and lists both", async () => {
    const { reason } = await opened();
    reason.actions.ask();
    await idle(reason);
    const first = text(seatOf(reason));
    expect(first.split(" ").length).toBeGreaterThan(3);
    reason.actions.ask();
    await idle(reason);
    expect(text(seatOf(reason))).toBe(first);
    expect(seatOf(reason).traces).toHaveLength(1);
    reason.actions.set({ seed: 2 });
    reason.actions.ask();
    await idle(reason);
    expect(text(seatOf(reason))).not.toBe(first);
    expect(seatOf(reason).traces).toHaveLength(2);
    reason.actions.draw();
    reason.actions.ask();
    expect(seatOf(reason).traces).toHaveLength(1);
  });

  it("goes on after a stop as if there had been none", async () => {
    const { reason } = await opened();
    reason.actions.ask();
    await idle(reason);
    const whole = text(seatOf(reason));
    const { id } = seatOf(reason).traces[0] ?? { id: 0 };
    reason.actions.ask();
    await vi.waitFor(() => expect(seatOf(reason).traces[0]?.tokens.length).toBeGreaterThan(0), { interval: 0 });
    reason.actions.stop();
    const part = text(seatOf(reason));
    expect(part.length).toBeLessThan(whole.length);
    expect(seatOf(reason).traces[0]?.status).toBe("stopped");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(text(seatOf(reason))).toBe(part);
    reason.actions.goOn("a", id);
    await idle(reason);
    expect(text(seatOf(reason))).toBe(whole);
  });

  it("branches off an edited answer and keeps the original", async () => {
    const { reason } = await opened();
    reason.actions.ask();
    await idle(reason);
    const [original] = seatOf(reason).traces;
    const words = text(seatOf(reason)).split(" ");
    reason.actions.edit("a", original?.id ?? 0, { kind: "insert", at: 2, words: ["wait"], was: words[2] ?? "" });
    await idle(reason);
    expect(text(seatOf(reason)).split(" ").slice(0, 3)).toEqual([...words.slice(0, 2), "wait"]);
    expect(seatOf(reason).traces[0]).toEqual(original);
    reason.actions.edit("a", original?.id ?? 0, { kind: "cut", at: 1, words: [], was: words[1] ?? "" });
    await idle(reason);
    const [, inserted, cut] = seatOf(reason).traces;
    expect(inserted).toMatchObject({ given: 3, sampling: { seed: 1 } });
    expect(cut).toMatchObject({ given: 1, sampling: { seed: 2 }, origin: { kind: "edited", parent: original?.id } });
  });

  it("asks both checkpoints, and gives the second up when the comparison ends", async () => {
    const { reason, workers } = await opened();
    reason.actions.compare(true);
    expect(seatOf(reason, "b").checkpoint).toBe("zero");
    reason.actions.ask();
    await idle(reason);
    expect(text(seatOf(reason, "b"))).toBe(text(seatOf(reason)));
    reason.actions.compare(false);
    await vi.waitFor(() => expect(workers[0]?.policies.map(({ disposed }) => disposed)).toEqual([false, true]));
    expect(seatOf(reason, "b").status).toBe("empty");
  });

  it("does not ask a small model what it has no words for", async () => {
    const { reason } = await opened("#view=reason&problem=what+colour+is+snow");
    const seat = seatOf(reason);
    const shape = { ...base.shape, vocabSize: SMALL_VOCABULARY_SIZE };
    reason.state.setState({ seats: { a: { ...seat, shape }, b: seatOf(reason, "b") } });
    reason.actions.ask();
    expect(seatOf(reason)).toMatchObject({ job: null, traces: [] });
  });

  it("does nothing with a problem that cannot be read", async () => {
    const { reason } = await opened();
    reason.actions.type("no such problem");
    reason.actions.ask();
    reason.actions.vote();
    expect(seatOf(reason)).toMatchObject({ job: null, traces: [], vote: null });
  });
});

describe("voting", () => {
  it("collects every sample, and one of them can be looked into", async () => {
    const { reason } = await opened();
    reason.actions.set({ samples: 8 });
    reason.actions.vote();
    await idle(reason);
    const { vote } = seatOf(reason);
    expect(vote).toMatchObject({ status: "end", samples: 8 });
    expect(vote?.completions).toHaveLength(8);
    reason.actions.openSample("a", 3);
    await idle(reason);
    expect(text(seatOf(reason))).toBe(decode(vote?.completions[2] ?? []));
    expect(seatOf(reason).traces[0]).toMatchObject({ origin: { kind: "sample", number: 3 } });
  });
});

describe("failures", () => {
  it("of a checkpoint are said, and another one can be chosen", async () => {
    const { reason } = await opened("#view=reason&a=broken");
    expect(seatOf(reason)).toMatchObject({ status: "failed", failure: { kind: "checkpoint" } });
    reason.actions.chooseCheckpoint("a", "base");
    await vi.waitFor(() => expect(seatOf(reason).status).toBe("ready"), { interval: 2 });
    expect(seatOf(reason).failure).toBeNull();
  });

  it("of the worker are said, and the next question starts another one", async () => {
    const { reason, workers } = await opened();
    reason.actions.ask();
    workers[0]?.onerror?.(Object.assign(new Event("error"), { message: "boom" }) as ErrorEvent);
    expect(seatOf(reason)).toMatchObject({ status: "failed", job: null });
    expect(seatOf(reason).failure?.message).toContain("boom");
    reason.actions.ask();
    await idle(reason);
    expect(seatOf(reason)).toMatchObject({ status: "ready", failure: null });
    expect(workers).toHaveLength(2);
    expect(text(seatOf(reason))).not.toBe("");
  });
});

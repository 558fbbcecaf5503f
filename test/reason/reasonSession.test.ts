import { describe, expect, it } from "vitest";
import type { FromReason, Sampling, ToReason } from "../../src/protocol/reason.ts";
import { openCheckpoint } from "../../src/reason/openCheckpoint.ts";
import { ReasonSession } from "../../src/reason/reasonSession.ts";
import { encodeSafetensors } from "../../src/trainer/checkpoint/safetensors.ts";
import { FetchError } from "../../src/trainer/fetchCheckpoint.ts";
import { decode, encode, EOS, tokenId, vocabularyHash, VOCABULARY } from "../../src/world/vocabulary.ts";
import { corpusPolicy, FakePolicy } from "../support/fakePolicy.ts";

const PROMPT = Array.from(encode("<bos> user : use 7 3 5 make 9 ? assistant :"));
const SAMPLING: Sampling = { temperature: 1, topP: 1, budget: 60, seed: 3 };
const base = corpusPolicy();
const weights = await base.exportWeights("policy");

/** A session without a worker around it. */
class Harness {
  readonly messages: FromReason[] = [];
  readonly policies: FakePolicy[] = [];
  /** Called with each message as it is posted. */
  heard: (message: FromReason) => void = () => {};
  breakPolicy: ((policy: FakePolicy) => void) | null = null;
  fetches = true;
  readonly session = new ReasonSession({
    openCheckpoint: (source) =>
      openCheckpoint(source, async (url) => {
        if (!this.fetches) throw new FetchError(url, "expected status 200, got 404");
        return { shape: base.shape, weights };
      }),
    createPolicy: async (_, shape, given) => {
      const policy = new FakePolicy(shape, given);
      this.breakPolicy?.(policy);
      this.policies.push(policy);
      return policy;
    },
    // Every look at the clock finds it time for a message.
    now: () => (this.#time += 100),
    breathe: () => Promise.resolve(),
    post: (message) => {
      this.messages.push(structuredClone(message));
      this.heard(message);
    },
  });
  #time = 0;
  #jobs = 0;

  async open(seat: "a" | "b" = "a"): Promise<void> {
    await this.session.handle({ type: "open", seat, source: { from: "url", url: "base" }, backend: "auto" });
  }

  /** The tokens of an answer and why it ended. */
  async ask(more: Partial<Extract<ToReason, { type: "ask" }>> = {}) {
    const job = ++this.#jobs;
    const seat = more.seat ?? "a";
    await this.session.handle({ type: "ask", seat, job, prompt: PROMPT, prefix: [], sampling: SAMPLING, ...more });
    return this.answer(job);
  }

  answer(job: number) {
    const tokens: number[] = [];
    let reason: string | null = null;
    for (const message of this.messages) {
      if (message.type === "tokens" && message.job === job) {
        if (message.start !== tokens.length) throw new Error(`tokens: expected ${tokens.length}, got ${message.start}`);
        tokens.push(...message.tokens.map(({ token }) => token));
      }
      if (message.type === "done" && message.job === job) ({ reason } = message);
    }
    return { tokens, reason };
  }
}

async function opened(): Promise<Harness> {
  const harness = new Harness();
  await harness.open();
  return harness;
}

describe("asking", () => {
  it("streams what the policy would sample at once with the same seed", async () => {
    const harness = await opened();
    for (const seed of [1, 2, 3, 4, 5]) {
      const { tokens, reason } = await harness.ask({ sampling: { ...SAMPLING, seed } });
      const { completions } = await base.sample([Int32Array.from(PROMPT)], 1, {
        temperature: 1,
        maxNewTokens: SAMPLING.budget,
        seed,
        step: 0,
        eosToken: EOS,
      });
      expect(decode(tokens)).toBe(decode(completions[0] ?? []));
      expect(reason).toBe(tokens.at(-1) === EOS ? "end" : "budget");
    }
    expect(harness.messages.filter(({ type }) => type === "tokens").length).toBeGreaterThan(20);
  });

  it("gives the same text wherever it was stopped and gone on with", async () => {
    const whole = (await (await opened()).ask()).tokens;
    expect(whole.length).toBeGreaterThan(4);
    for (const at of [1, 3, whole.length - 1]) {
      const harness = await opened();
      harness.heard = (message) => {
        if (message.type === "tokens" && message.start + message.tokens.length >= at) {
          harness.heard = () => {};
          void harness.session.handle({ type: "stop", seat: "a" });
        }
      };
      const part = await harness.ask();
      expect(part.reason).toBe("stopped");
      expect(part.tokens).toEqual(whole.slice(0, part.tokens.length));
      expect(part.tokens.length).toBeLessThan(whole.length);
      expect((await harness.ask({ prefix: part.tokens })).tokens).toEqual(whole);
    }
  });

  it("goes on from an edited prefix, which it keeps word by word", async () => {
    const harness = await opened();
    const whole = (await harness.ask()).tokens;
    const prefix = [...whole.slice(0, 3), tokenId("wait")];
    const { tokens } = await harness.ask({ prefix });
    expect(tokens.slice(0, 4)).toEqual(prefix);
    expect(tokens.length).toBeGreaterThan(4);
    // A bigram model goes on from the last word alone: from "wait" as it always does at that place.
    const again = (await harness.ask({ prefix })).tokens;
    expect(again).toEqual(tokens);
  });

  it("only looks at a prefix that has ended or used the budget up", async () => {
    const harness = await opened();
    const ended = [...encode("<answer> 7 </answer> <eos>")];
    expect(await harness.ask({ prefix: ended })).toEqual({ tokens: ended, reason: "end" });
    const long = Array.from({ length: 60 }, () => tokenId("7"));
    expect(await harness.ask({ prefix: long })).toEqual({ tokens: long, reason: "budget" });
  });

  it("takes the most probable token at temperature 0, whatever the seed", async () => {
    const harness = await opened();
    const [first, second] = [
      await harness.ask({ sampling: { ...SAMPLING, temperature: 0, seed: 1 } }),
      await harness.ask({ sampling: { ...SAMPLING, temperature: 0, seed: 2 } }),
    ];
    expect(first.tokens).toEqual(second.tokens);
    const views = harness.messages.flatMap((message) => (message.type === "tokens" ? message.tokens : []));
    expect(views.every(({ token, best, probability }) => token === best[0]?.token && probability > 0)).toBe(true);
  });

  it("gives a question up for a newer one, without a word of it afterwards", async () => {
    const harness = await opened();
    const first = harness.ask();
    const second = harness.ask({ sampling: { ...SAMPLING, seed: 9 } });
    expect((await first).reason).toBe("stopped");
    expect((await second).reason).toMatch(/end|budget/);
  });
});

describe("voting", () => {
  it("brings its completions in groups, the same ones for the same seed", async () => {
    const harness = await opened();
    await harness.session.handle({ type: "vote", seat: "a", job: 1, prompt: PROMPT, samples: 10, sampling: SAMPLING });
    const groups = harness.messages.flatMap((message) => (message.type === "samples" ? [message] : []));
    expect(groups.map(({ start, completions }) => [start, completions.length])).toEqual([
      [0, 4],
      [4, 4],
      [8, 2],
    ]);
    expect(harness.messages.at(-1)).toMatchObject({ type: "done", reason: "end" });
    await harness.session.handle({ type: "vote", seat: "a", job: 2, prompt: PROMPT, samples: 4, sampling: SAMPLING });
    const again = harness.messages.find((message) => message.type === "samples" && message.job === 2);
    expect(again).toMatchObject({ completions: groups[0]?.completions });
  });

  it("stops between groups", async () => {
    const harness = await opened();
    harness.heard = (message) => {
      if (message.type === "samples") void harness.session.handle({ type: "stop", seat: "a" });
    };
    await harness.session.handle({ type: "vote", seat: "a", job: 1, prompt: PROMPT, samples: 32, sampling: SAMPLING });
    expect(harness.messages.filter(({ type }) => type === "samples")).toHaveLength(1);
    expect(harness.messages.at(-1)).toMatchObject({ type: "done", reason: "stopped" });
  });
});

describe("seats", () => {
  it("each hold a policy of their own and answer alike with the same checkpoint", async () => {
    const harness = await opened();
    await harness.open("b");
    const [a, b] = await Promise.all([harness.ask({ seat: "a" }), harness.ask({ seat: "b" })]);
    expect(a.tokens).toEqual(b.tokens);
    expect(harness.policies).toHaveLength(2);
    await harness.session.handle({ type: "close", seat: "b" });
    expect(harness.policies.map(({ disposed }) => disposed)).toEqual([false, true]);
  });

  it("give a policy up when another checkpoint takes its place", async () => {
    const harness = await opened();
    await harness.open();
    expect(harness.policies.map(({ disposed }) => disposed)).toEqual([true, false]);
  });

  it("make a policy that failed anew for the next question", async () => {
    const harness = await opened();
    const [policy] = harness.policies;
    if (policy) policy.logits = () => Promise.reject(new Error("the device was lost"));
    expect((await harness.ask()).reason).toBe("failed");
    expect(harness.messages.find(({ type }) => type === "failure")).toMatchObject({
      job: 1,
      failure: { kind: "device-lost", message: "the device was lost." },
    });
    expect(policy?.disposed).toBe(true);
    expect((await harness.ask()).reason).toMatch(/end|budget/);
  });

  it("say what is wrong with a checkpoint and take the next one", async () => {
    const harness = new Harness();
    harness.fetches = false;
    await harness.open();
    expect(harness.messages).toEqual([
      expect.objectContaining({ type: "failure", job: null, failure: expect.objectContaining({ kind: "fetch" }) }),
    ]);
    expect((await harness.ask()).reason).toBe("failed");
    harness.fetches = true;
    expect((await harness.ask()).reason).toMatch(/end|budget/);
  });

  it("refuse words that the model does not have", async () => {
    const harness = await opened();
    await harness.ask({ prompt: [VOCABULARY.length] });
    expect(harness.messages.find(({ type }) => type === "failure")).toMatchObject({
      failure: { message: expect.stringMatching(/expected words of a vocabulary of/) },
    });
  });
});

describe("openCheckpoint", () => {
  const run = {
    from: "run" as const,
    name: "Your run",
    weights: encodeSafetensors(weights, { format: "pt" }, "F32"),
    shape: base.shape,
    vocabularyHash: vocabularyHash(base.shape.vocabSize) ?? "",
  };

  it("takes the weights out of a saved run", async () => {
    expect((await openCheckpoint(run)).weights).toEqual(weights);
  });

  it("refuses a foreign vocabulary, broken bytes and other shapes by name", async () => {
    await expect(openCheckpoint({ ...run, vocabularyHash: "other" })).rejects.toThrow(/Your run: vocabularyHash/);
    await expect(openCheckpoint({ ...run, weights: new Uint8Array(4) })).rejects.toThrow(/Your run: weights/);
    await expect(openCheckpoint({ ...run, shape: { ...run.shape, layers: 1 } })).rejects.toThrow(/Your run: weights/);
    const files = { from: "files" as const, name: "zero", bytes: new Uint8Array(4), json: "{}" };
    await expect(openCheckpoint(files)).rejects.toThrow(/zero\.json/);
  });
});

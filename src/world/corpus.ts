import type { Rng } from "../lib/rng.ts";
import type { Language, LevelId, Problem } from "./problem.ts";
import { renderPrompt, renderTurn, sampleProblem, taskOf } from "./tasks/index.ts";
import { type World, type WorldId, WORLDS } from "./worlds.ts";
import { type Persona, samplePersona, Writer } from "./writer.ts";

/**
 * How often each level is written about, in parts. Two tasks: half countdown, two thirds of it with three numbers; half equation.
 * Four domains: about as much of each domain; what is learned late gets more.
 */
const PARTS: Readonly<Record<WorldId, readonly (readonly [LevelId, number])[]>> = {
  "two-tasks": [
    ["countdown-3", 2],
    ["countdown-4", 1],
    ["equation", 3],
  ],
  "four-domains": [
    ["countdown-3", 11],
    ["countdown-4", 8],
    ["equation", 9],
    ["arithmetic", 11],
    ["program", 12],
    ["program-square", 9],
    ["logic", 11],
    ["knights", 9],
    ["science", 6],
    ["science-extra", 5],
    ["fact", 4],
    ["self", 3],
    ["translation", 4],
    ["line", 2],
    ["secret", 2],
  ],
};

const MIX: Readonly<Record<WorldId, readonly LevelId[]>> = {
  "two-tasks": spread(PARTS["two-tasks"]),
  "four-domains": spread(PARTS["four-domains"]),
};

/** One document of the pre-training text: a prompt and somebody's response; sometimes a second question to the same person. */
export interface Document {
  /** The last one, whose answer ends the document. */
  problem: Problem;
  /** The one before, if there are two. */
  earlier?: Problem;
  persona: Persona;
  /** Framed: "<bos> user : … ? assistant :"; with two questions, everything up to the last response. */
  prompt: string;
  /** Ends with "<eos>". */
  response: string;
}

export interface DocumentOptions {
  /** Default "two-tasks". */
  world?: WorldId;
  /** Default: drawn from the world's mix. */
  level?: LevelId;
  /** Default: drawn. */
  persona?: Persona;
}

export function sampleDocument(rng: Rng, options: DocumentOptions = {}): Document {
  const world = WORLDS[options.world ?? "two-tasks"];
  const language = drawLanguage(rng, world);
  const persona = options.persona ?? samplePersona(rng, language, world.persistence);
  const twoTurns = world.twoTurns > 0 && rng.float() < world.twoTurns;
  const level = options.level ?? rng.pick(MIX[world.id]);
  const earlier = twoTurns ? sampleProblem(rng, level, language) : undefined;
  const problem = sampleProblem(rng, level, language);
  const writer = new Writer(rng, persona);
  if (earlier === undefined)
    return { problem, persona, prompt: renderPrompt(problem), response: respond(problem, writer) };
  const first = respond(earlier, writer).replace(/ ?<eos>$/, "");
  const prompt = `${renderPrompt(earlier)} ${first} ${renderTurn(problem)}`;
  return { problem, earlier, persona, prompt, response: respond(problem, writer) };
}

function drawLanguage(rng: Rng, world: World): Language {
  return world.chinesePrompts > 0 && rng.float() < world.chinesePrompts ? "zh" : "en";
}

function spread(parts: readonly (readonly [LevelId, number])[]): LevelId[] {
  return parts.flatMap(([level, count]) => Array.from({ length: count }, () => level));
}

function respond(problem: Problem, writer: Writer): string {
  const task = taskOf(problem);
  // Nobody thinks about a general prompt: its writers differ in what they say, not in how long they think.
  if (problem.task === "general") return writer.blurt(task.think(writer).answer).join(" ");
  if (writer.persona.direct) return writer.blurt(task.guess(writer.rng)).join(" ");
  const { thinking, answer } = task.think(writer);
  return writer.conclude(thinking, answer).join(" ");
}
